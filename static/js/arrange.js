// Dragging a line of the list by its handle. The buttons beside it do the same without this script.

const list = document.querySelector("[data-arrange]");
const form = document.querySelector("[data-order]");

function keys() {
    return [...list.children].map((line) => line.dataset.key).join(",");
}

function middle(line) {
    const { top, height } = line.getBoundingClientRect();
    return top + height / 2;
}

// The other lines step aside: a line that is taken out of the page would lose the pointer that holds it.
function follow(line, y) {
    while (line.previousElementSibling && y < middle(line.previousElementSibling)) {
        line.after(line.previousElementSibling);
    }
    while (line.nextElementSibling && y > middle(line.nextElementSibling)) {
        line.before(line.nextElementSibling);
    }
}

function drag(line, handle, start) {
    const before = keys();
    const move = (event) => follow(line, event.clientY);
    const stop = () => {
        handle.removeEventListener("pointermove", move);
        line.classList.remove("is-dragged");
        if (keys() === before) return;
        form.elements.order.value = keys();
        form.requestSubmit();
    };
    handle.setPointerCapture(start.pointerId);
    line.classList.add("is-dragged");
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop, { once: true });
    handle.addEventListener("pointercancel", stop, { once: true });
}

for (const handle of list?.querySelectorAll(".arrange-handle") ?? []) {
    handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        drag(handle.closest("li"), handle, event);
    });
}
