/* The browser's own colour is the page's canvas, in whichever theme it is. */

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** The value of a colour token ("ink", "sleep", …) as it is in force at an element. */
export function colour(name, element = document.documentElement) {
    return getComputedStyle(element).getPropertyValue(`--${name}`).trim();
}

/** Calls back whenever the theme changes, by the system or by the person. */
export function onThemeChange(callback) {
    dark.addEventListener("change", callback);
    new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

export function themeColour() {
    const meta = document.querySelector("meta[name=theme-color]");
    if (!meta) return;
    const paint = () => (meta.content = colour("canvas"));
    paint();
    onThemeChange(paint);
}
