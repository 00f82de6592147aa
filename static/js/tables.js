// What has to be known of a column follows from what it is: only those questions are shown.

function follow(column) {
    const kind = column.querySelector("select[data-kind]");
    const show = () => {
        for (const part of column.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind.value;
    };
    kind.addEventListener("change", show);
    show();
}

document.querySelectorAll("[data-column]").forEach(follow);
