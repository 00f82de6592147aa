/* One check-in that could not be sent waits on this device, for the person who wrote it, until they log out. */

import { token } from "./csrf.js";

const PLACE = "healthdash.check-in";
const person = () => document.body.dataset.person ?? "";

function waiting() {
    try {
        const kept = JSON.parse(localStorage.getItem(PLACE));
        return kept?.person === person() ? kept : null;
    } catch {
        return null;
    }
}

const toLogin = (next) => next?.includes("/accounts/login/");

const forget = () => localStorage.removeItem(PLACE);

function fieldsOf(form) {
    return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
}

function say(form, words) {
    const line = document.createElement("div");
    line.className = "status-line";
    line.append(words.content.cloneNode(true));
    form.querySelector('[role="status"]')?.replaceChildren(line);
}

function keep(event) {
    const form = event.target.closest?.("form[data-check-in]");
    const words = form?.querySelector("template[data-kept-words]");
    if (!words || !person() || event.detail.requestConfig.parameters.press) return;
    const kept = { person: person(), address: form.getAttribute("hx-post"), fields: fieldsOf(form) };
    localStorage.setItem(PLACE, JSON.stringify(kept));
    say(form, words);
}

// A form comes back where the day was changed meanwhile or something in it cannot be saved: the person decides.
function show(html, form) {
    const sent = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-check-in]");
    form.replaceWith(sent);
    window.htmx.process(sent);
}

// On a page without the form: where that person finds it.
function tell(kept) {
    const words = document.getElementById("check-in-refused");
    const [, day] = kept.fields.find(([name]) => name === "day") ?? [];
    if (!words || !day || document.querySelector("[data-check-in-refused]")) return;
    const line = document.createElement("div");
    line.className = "messages";
    line.setAttribute("role", "status");
    line.dataset.checkInRefused = "";
    line.append(words.content.cloneNode(true));
    line.querySelector("a").search = new URLSearchParams({ day });
    document.getElementById("content").prepend(line);
}

async function send() {
    const kept = waiting();
    if (!kept || !navigator.onLine) return;
    const form = document.querySelector("form[data-check-in]");
    // What was refused once is not sent over and over: only its person can change it.
    if (kept.refused && !form) return tell(kept);
    const headers = { "HX-Request": "true", "X-CSRFToken": token() ?? "" };
    const answer = await fetch(kept.address, { method: "POST", headers, body: new URLSearchParams(kept.fields) });
    if (!answer.ok || answer.redirected || toLogin(answer.headers.get("HX-Redirect"))) return; // it goes on waiting
    const html = await answer.text();
    if (html.includes("data-check-in")) {
        localStorage.setItem(PLACE, JSON.stringify({ ...kept, refused: true }));
        return form ? show(html, form) : tell(kept);
    }
    forget();
    if (!document.querySelector("[data-touched]")) window.location.reload();
}

function saved(event) {
    const form = event.target.closest?.("form[data-check-in]");
    const answer = event.detail.xhr;
    // htmx does not call an answer successful that leads to another page.
    const taken = answer?.status >= 200 && answer.status < 300 && !toLogin(answer.getResponseHeader("HX-Redirect"));
    if (form && taken && !answer.responseText.includes("data-check-in")) forget();
}

function loggedOut(event) {
    if (event.target.matches?.('form[action$="/accounts/logout/"], form[data-ends-here]')) forget();
}

const quietly = () => send().catch(() => {});

export function waitingCheckIn() {
    document.addEventListener("submit", loggedOut);
    if (!person()) return;
    document.addEventListener("htmx:sendError", keep);
    document.addEventListener("htmx:afterRequest", saved);
    window.addEventListener("online", quietly);
    quietly();
}
