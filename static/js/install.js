/* Registers the service worker, which makes the site an app and shows a page of ours without a connection. */

export function serviceWorker() {
    if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
    navigator.serviceWorker.register("/service-worker.js").catch((error) => console.warn(error.message));
}
