// Keeps the page that is shown without a connection, and style sheets, scripts and icons whose name changes
// with what they hold. Never a page, a figure or an answer: those hold health data.
const EDITION = "healthdash-{{ edition|escapejs }}";
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "{{ offline|escapejs }}";
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

async function keep() {
    const cache = await caches.open(EDITION);
    // Without cookies, so that what is kept is what anybody would get.
    const requests = KEPT.map((address) => new Request(address, { credentials: "omit", cache: "reload" }));
    await cache.addAll(requests);
}

async function forgetOlder() {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== EDITION).map((name) => caches.delete(name)));
    await self.clients.claim();
}

async function fromCacheFirst(request) {
    const cache = await caches.open(EDITION);
    const held = await cache.match(request);
    if (held) return held;
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
    return answer;
}

async function fromNetworkOrKept(request) {
    try {
        return await fetch(request);
    } catch (error) {
        const cache = await caches.open(EDITION);
        const held = await cache.match(request.mode === "navigate" ? OFFLINE : request);
        if (held) return held;
        throw error;
    }
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    const isStatic = pathname.startsWith("/static/");
    if (isStatic && NAMED_BY_CONTENT.test(pathname)) event.respondWith(fromCacheFirst(request));
    else if (isStatic || request.mode === "navigate") event.respondWith(fromNetworkOrKept(request));
});
