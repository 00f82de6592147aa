/* <time data-relative datetime="…" data-units='{…}'> is kept up to date ("3 h ago") until it is 24 hours old. */

const MINUTE = 60_000;

function words(age, time) {
    if (age < MINUTE) return time.dataset.now;
    if (age < 60 * MINUTE) return time.dataset.minutes.replace("0", Math.floor(age / MINUTE));
    return time.dataset.hours.replace("0", Math.floor(age / (60 * MINUTE)));
}

function refresh() {
    for (const time of document.querySelectorAll("time[data-relative]")) {
        const age = Date.now() - Date.parse(time.dateTime);
        if (age < 0) continue;
        time.textContent = age < 24 * 60 * MINUTE ? words(age, time) : time.title;
    }
}

export function relativeTimes() {
    if (document.querySelector("time[data-relative]")) setInterval(refresh, MINUTE);
}
