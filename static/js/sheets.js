/* A link with data-sheet="id" opens the dialog of that id; without JavaScript it is an ordinary link. */

function open(event) {
    const opener = event.target.closest("[data-sheet]");
    const dialog = opener && document.getElementById(opener.dataset.sheet);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
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
