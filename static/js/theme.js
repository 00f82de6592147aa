/* The theme as scripts see it: colours themselves are the style sheets' matter. */

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** Calls back whenever the theme changes, by the system or by the person. */
export function onThemeChange(callback) {
    dark.addEventListener("change", callback);
    new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
