// What has to be known of a column follows from what it is: only those questions are shown.

const kinds = [...document.querySelectorAll("select[data-kind]")];

function show() {
    for (const kind of kinds) {
        for (const part of kind.closest("[data-column]").querySelectorAll("[data-for]")) {
            part.hidden = part.dataset.for !== kind.value;
        }
    }
    // Of the whole table: what only some kinds of column need.
    for (const part of document.querySelectorAll("[data-if]")) {
        part.hidden = !kinds.some((kind) => kind.value === part.dataset.if);
    }
}

kinds.forEach((kind) => kind.addEventListener("change", show));
show();
