/* allauth's passkey scripts report a failure to the console only; here the page says it. */
document.addEventListener("allauth.error", () => {
    for (const line of document.querySelectorAll("[data-passkey-error]")) line.hidden = false;
});
