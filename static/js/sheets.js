/* A link with data-sheet="id" opens the dialog of that id; without JavaScript it is an ordinary link.
   What such a link leads to is read into the dialog's .sheet-body, where it has one. */

function open(event) {
    const opener = event.target.closest("[data-sheet]");
    const dialog = opener && document.getElementById(opener.dataset.sheet);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fill(dialog, opener.href);
    opener.closest("details.menu")?.removeAttribute("open");
    dialog.showModal();
}

/* Nothing of another number stays in sight while this one is on its way. */
function fill(dialog, address) {
    const body = dialog.querySelector(".sheet-body");
    if (!body) return;
    const title = dialog.querySelector("h2");
    dialog.dataset.title ??= title.textContent;
    title.textContent = dialog.dataset.title;
    body.replaceChildren();
    window.htmx.ajax("GET", address, body);
}

function close(event) {
    const dialog = event.target.closest("dialog[open]");
    if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) {
        event.preventDefault();
        dialog.close();
    }
}

function closeMenus(event) {
    const escape = event.type === "keydown";
    if (escape && event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!escape && menu.contains(event.target)) continue;
        if (escape) menu.querySelector("summary").focus();
        menu.open = false;
    }
}

export function sheets() {
    document.addEventListener("click", (event) => {
        open(event);
        close(event);
        closeMenus(event);
    });
    document.addEventListener("keydown", closeMenus);
}
