/* The check-in without waiting for the server: chips turn where they are, a pressed step can be taken back. */

const NEXT = { "": "yes", yes: "no", no: "" };

function answer(button, state) {
    const word = button.querySelector("[data-yes]");
    button.dataset.chip = state;
    button.classList.toggle("chip-yes", state === "yes");
    button.classList.toggle("chip-no", state === "no");
    button.parentElement.querySelector("input[type=hidden]").value = state;
    word.textContent = word.dataset[state || "unanswered"];
}

function chips(event) {
    const chip = event.target.closest("[data-check-in] [data-chip]");
    if (!chip) return;
    event.preventDefault();
    answer(chip, NEXT[chip.dataset.chip]);
}

function everythingElseNo(event) {
    const button = event.target.closest("[data-rest-no]");
    if (!button) return;
    event.preventDefault();
    for (const chip of button.form.querySelectorAll('[data-chip=""]')) answer(chip, "no");
}

/* The browser keeps a radio button pressed for ever; a second press takes the answer back. */
let pressedBefore = null;

function remember(event) {
    const step = event.target.closest("[data-check-in] .scale-step");
    const radio = step?.querySelector("input");
    pressedBefore = radio?.checked ? radio : null;
}

function takeBack(event) {
    if (event.target !== pressedBefore) return;
    pressedBefore.checked = false;
    pressedBefore = null;
}

function backspace(event) {
    if (event.key !== "Backspace" && event.key !== "Delete") return;
    if (event.target.matches("[data-check-in] .scale-step input")) event.target.checked = false;
}

/* What is half written is not lost to a page that would show itself anew. */
function touch(event) {
    const form = event.target.closest("[data-check-in]");
    if (form) form.dataset.touched = "";
}

/* A page that fills in place does not shut a menu in which somebody is. */
function stay(event) {
    if (event.target.matches("[data-fills]") && document.querySelector("#today-tiles [open]")) event.preventDefault();
}

document.addEventListener("input", touch);
document.addEventListener("click", touch);
document.addEventListener("htmx:beforeRequest", stay);
document.addEventListener("click", chips);
document.addEventListener("click", everythingElseNo);
document.addEventListener("pointerdown", remember);
document.addEventListener("click", takeBack);
document.addEventListener("keydown", backspace);
