/* A button with data-copy="text" copies it; data-copied is its word afterwards. */

async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector("[data-word]") ?? button;
    const before = word.textContent;
    word.textContent = button.dataset.copied ?? before;
    setTimeout(() => (word.textContent = before), 2000);
}

export function copyButtons() {
    const able = Boolean(navigator.clipboard);
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !able;
    document.addEventListener("click", (event) => {
        const button = event.target.closest("[data-copy]");
        if (button && able) copy(button);
    });
}
