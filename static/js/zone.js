/* Fields with data-timezone-field take the browser's time zone, unless something was chosen. */

export function zoneFields() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const field of document.querySelectorAll("[data-timezone-field]")) {
        const offered = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone);
        if (zone && offered && (!field.value || field.value === "UTC")) field.value = zone;
    }
}
