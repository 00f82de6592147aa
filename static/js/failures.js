/* What a person asked for within a page and did not get is said where they asked: nothing fails in silence.
   Parts that a page reads by itself are quiet: they are asked for again. */

const SERVER = 500;

const isAskedFor = ({ requestConfig, target }) => requestConfig.verb !== "get" || target.matches(".sheet-body");

/* A check-in waits on the device, and says so itself. */
const saysItself = (asking) => asking.closest("form[data-check-in]") !== null;

function place({ elt, target }) {
    return [elt, target].map((each) => each.closest(".sheet-body, .card, main")).find(Boolean);
}

function forget({ detail }) {
    place(detail)?.querySelector(":scope > [data-failed]")?.remove();
}

function say(id, { detail }) {
    const words = document.getElementById(id);
    if (!words || !isAskedFor(detail) || saysItself(detail.elt)) return;
    const said = words.content.firstElementChild.cloneNode(true);
    const reference = detail.xhr?.getResponseHeader("X-Reference");
    if (reference) said.querySelector("p").append(` ${reference}.`);
    place(detail)?.prepend(said);
}

export function failures() {
    document.addEventListener("htmx:beforeRequest", forget);
    document.addEventListener("htmx:sendError", (event) => say("failed-between", event));
    document.addEventListener("htmx:timeout", (event) => say("failed-between", event));
    document.addEventListener("htmx:responseError", (event) => {
        if (event.detail.xhr.status >= SERVER) say("failed-here", event);
    });
}
