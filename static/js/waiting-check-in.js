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
function show(html) {
    const form = document.querySelector("form[data-check-in]");
    if (!form) return;
    const sent = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-check-in]");
    form.replaceWith(sent);
    window.htmx.process(sent);
}

async function send() {
    const kept = waiting();
    if (!kept || !navigator.onLine) return;
    const headers = { "HX-Request": "true", "X-CSRFToken": token() ?? "" };
    const answer = await fetch(kept.address, { method: "POST", headers, body: new URLSearchParams(kept.fields) });
    const next = answer.headers.get("HX-Redirect");
    if (!answer.ok || answer.redirected || next?.includes("/accounts/login/")) return; // it goes on waiting
    const html = await answer.text();
    if (html.includes("data-check-in")) return show(html);
    forget();
    if (!document.querySelector("[data-touched]")) window.location.reload();
}

function saved(event) {
    const form = event.target.closest?.("form[data-check-in]");
    const html = event.detail.xhr?.responseText ?? "";
    if (form && event.detail.successful && !html.includes("data-check-in")) forget();
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
