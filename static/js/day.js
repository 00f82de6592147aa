/* Turns the days of the Day page in place: by link, by the arrow keys, by a swipe.
   The days beside are fetched ahead and kept in this page's memory only: their answers are not to be stored,
   and nothing of them reaches the browser's storage. Without this script the links lead there. */

const ahead = new Map(); // address -> promise of a page's document

const region = () => document.getElementById("day");
const linkTo = (rel) => region()?.querySelector(`.day-pager a[rel=${rel}]`);

async function read(address) {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    // Logged out meanwhile, or something broke: the browser goes there itself and shows what it is.
    if (!answer.ok || answer.redirected) throw new Error(`${address} answered ${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function fetched(address) {
    if (!ahead.has(address)) ahead.set(address, read(address));
    return ahead.get(address);
}

function fetchAhead() {
    if (navigator.connection?.saveData) return;
    const near = ["prev", "next"].map(linkTo).filter(Boolean).map((link) => link.href);
    for (const address of [...ahead.keys()]) if (!near.includes(address)) ahead.delete(address);
    for (const address of near) fetched(address).catch(() => ahead.delete(address));
}

const whenIdle = window.requestIdleCallback ?? ((task) => setTimeout(task, 200));

function show(page) {
    const fresh = page.getElementById("day");
    region().replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    window.htmx?.process(fresh);
    return fresh;
}

async function turnTo(address, { remember = true } = {}) {
    try {
        const page = await fetched(address);
        const fresh = show(page);
        ahead.delete(address);
        fresh.classList.add("is-turned");
        document.getElementById("day-said").textContent = fresh.querySelector("h1").textContent;
        if (remember) history.pushState({ day: true }, "", address);
        whenIdle(fetchAhead);
    } catch {
        window.location.assign(address);
    }
}

function turn(rel) {
    const link = linkTo(rel);
    if (link) turnTo(link.href);
}

// --- Links and keys ------------------------------------------------------------------------------

function byLink(event) {
    const link = event.target.closest(".day-pager a[rel]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const rel = link.rel;
    turnTo(link.href).then(() => linkTo(rel)?.focus({ preventScroll: true }));
}

const TYPING = "input, textarea, select, [contenteditable], [role=textbox], dialog";

function byKey(event) {
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!rel || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    if (scrollsAcross(event.target)) return;
    turn(rel);
}

// --- Swipe ---------------------------------------------------------------------------------------

const FAR = 60; // pixels
const QUICK = 600; // milliseconds
let began = null;

function scrollsAcross(element) {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
        const overflow = getComputedStyle(one).overflowX;
        if (one.scrollWidth > one.clientWidth && (overflow === "auto" || overflow === "scroll")) return true;
    }
    return false;
}

function begin(event) {
    const [touch, second] = event.touches;
    const isOurs = !second && event.target.closest("#day") && !event.target.closest(TYPING);
    began = isOurs && !scrollsAcross(event.target) ? { x: touch.clientX, y: touch.clientY, at: event.timeStamp } : null;
}

function end(event) {
    if (!began || event.touches.length) return;
    const [touch] = event.changedTouches;
    const across = touch.clientX - began.x;
    const isSwipe = Math.abs(across) > FAR && Math.abs(across) > 2 * Math.abs(touch.clientY - began.y);
    const isQuick = event.timeStamp - began.at < QUICK;
    began = null;
    if (isSwipe && isQuick && !String(getSelection())) turn(across > 0 ? "prev" : "next");
}

// --- A correction changes the numbers under the sheet ----------------------------------------------

async function again() {
    ahead.clear();
    try {
        const page = await read(window.location.href.split("#")[0]);
        const top = window.scrollY;
        const open = [...region().querySelectorAll("details[open]")].map((one) => one.closest("[id]")?.id);
        show(page);
        for (const id of open) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
        window.scrollTo(0, top);
        whenIdle(fetchAhead);
    } catch {
        window.location.reload();
    }
}

// A mark of the timeline leads to a line that may be folded in.
function unfold() {
    const line = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
    if (line) for (let one = line; one; one = one.parentElement) if (one.matches("details")) one.open = true;
}

document.addEventListener("numbersChanged", again);
window.addEventListener("hashchange", unfold);

if (!region().hasAttribute("data-still")) {
    document.addEventListener("click", byLink);
    document.addEventListener("keydown", byKey);
    document.addEventListener("touchstart", begin, { passive: true });
    document.addEventListener("touchend", end, { passive: true });
    document.addEventListener("touchcancel", () => (began = null), { passive: true });
    history.replaceState({ day: true }, "");
    window.addEventListener("popstate", (event) => {
        if (event.state?.day) turnTo(window.location.href.split("#")[0], { remember: false });
    });
    whenIdle(fetchAhead);
    unfold();
}
