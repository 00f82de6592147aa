/* After 400 ms of waiting for an ordinary form, its button says so ("Saving…") at the same width. */

export function busyForms() {
    document.addEventListener("submit", (event) => {
        const button = event.submitter;
        if (!button || event.defaultPrevented) return;
        setTimeout(() => button.classList.add("is-busy"), 400);
    });
    // Back from the next page: the browser may show this one as it was left.
    window.addEventListener("pageshow", (event) => {
        if (!event.persisted) return;
        for (const button of document.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
    });
}
