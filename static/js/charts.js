// Draws every element with data-figure: when it comes into view, from the address in that attribute.
// Figures arrive without colours; each trace's meta says which part it plays, and the colours come from the
// page's own tokens, so that another theme is drawn without asking the server again.

import { onThemeChange } from "./theme.js";

const PHONE = "(max-width: 639.98px)"; // a window for a phone's sizes
const NARROW = 640; // a frame for a phone's few words
const PAPER = { width: 640, height: 300, autosize: false }; // as wide as A4 or Letter between margins
const drawn = new Map(); // frame -> figure as received
let loading = null;

function addSheet(href) {
    return new Promise((resolve) => {
        const link = document.createElement("link");
        // Under this id plotly writes its rules into our sheet and adds no inline one.
        link.id = "plotly.js-style-global";
        link.rel = "stylesheet";
        link.href = href;
        link.onload = link.onerror = resolve;
        document.head.append(link);
    });
}

function addScript(src) {
    return new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = src;
        script.onload = resolve;
        script.onerror = () => reject(new Error("plotly did not load"));
        document.head.append(script);
    });
}

function plotly() {
    const { plotly: script, plotlyCss: sheet } = document.querySelector("script[data-plotly]").dataset;
    loading ??= addSheet(sheet)
        .then(() => addScript(script))
        .then(() => window.Plotly);
    return loading;
}

// --- Colours -------------------------------------------------------------------------------------

function tokensOf(frame) {
    const style = getComputedStyle(frame);
    return (name) => style.getPropertyValue(`--${name}`).trim();
}

function faded(hex, share) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return `rgba(${r}, ${g}, ${b}, ${share})`;
}

const INVISIBLE = "rgba(0, 0, 0, 0)";

const WORK = {
    focus: (ink, hue) => ({ color: hue, line: { width: 0 } }),
    meeting: (ink, hue) => ({ color: faded(hue, 0.55), line: { width: 1, color: hue } }),
    break: (ink) => ({
        color: INVISIBLE,
        line: { width: 1, color: ink("edge") },
        pattern: { shape: "/", fgcolor: ink("edge"), bgcolor: INVISIBLE, size: 6, solidity: 0.2 },
    }),
};

const flat = (color) => ({ color, line: { width: 0 } });

const FILLS = {
    solid: flat,
    soft: (hue) => ({ color: faded(hue, 0.55), line: { width: 1, color: hue } }),
    hollow: (hue) => ({ color: INVISIBLE, line: { width: 1.5, color: hue } }),
};

// Five flat steps from low to high.
function steps(ink, domain) {
    return [1, 2, 3, 4, 5].flatMap((step) => [
        [(step - 1) / 5, ink(`${domain}-${step}`)],
        [step / 5, ink(`${domain}-${step}`)],
    ]);
}

const ROLES = {
    band: (ink, hue) => ({ fillcolor: faded(hue, 0.16), line: { width: 0 } }),
    "band-early": (ink, hue) => ({ fillcolor: INVISIBLE, line: { width: 1, dash: "dash", color: hue } }),
    median: (ink) => ({ line: { width: 1, dash: "dash", color: ink("ink-2") } }),
    earlier: (ink) => ({ line: { width: 1.5, dash: "dash", color: ink("ink-3") } }),
    line: (ink, hue) => ({ line: { width: 2.5, color: hue } }),
    // A second metric of the same domain, whose hue is taken.
    "line-second": (ink) => ({ line: { width: 2.5, dash: "dash", color: ink("ink-2") } }),
    // Where one weekday is set apart, the others have no hue.
    pair: (ink, hue, meta, phone) => ({
        marker: { size: phone ? 6 : 7, color: faded(meta.dim ? ink("ink-3") : hue, meta.dim ? 0.5 : 0.75) },
    }),
    "pair-weekend": (ink, hue, meta, phone) => ({
        marker: { size: phone ? 6 : 7, symbol: "circle-open", color: meta.dim ? ink("ink-3") : hue, line: { width: 1.5 } },
    }),
    "pair-chosen": (ink, hue) => ({ marker: { size: 10, color: hue, line: { width: 2, color: ink("surface") } } }),
    dot: (ink, hue, meta, phone) => ({ marker: { size: phone ? 4 : 5, color: ink("ink-3") } }),
    corrected: (ink, hue) => ({ marker: { size: 7, symbol: "circle-open", color: hue, line: { width: 1.5 } } }),
    excluded: (ink) => ({
        marker: { size: 7, symbol: "x-thin", color: ink("ink-3"), line: { width: 1.5, color: ink("ink-3") } },
    }),
    tick: (ink) => ({ marker: { size: 8, symbol: "line-ns", line: { width: 1.5, color: ink("ink-3") } } }),
    bar: (ink, hue) => ({ marker: { color: hue, line: { width: 0 } } }),
    stage: (ink, hue, meta) => ({ marker: { color: ink(`stage-${meta.stage}`), line: { width: 0 } } }),
    // Parts of one hue: "solid", "soft", "hollow", or a step of the ramp from 1 to 5.
    fill: (ink, hue, meta) => ({ marker: FILLS[meta.fill]?.(hue) ?? flat(ink(`${meta.domain}-${meta.fill}`)) }),
    // Focus filled, meetings lighter with an outline, breaks hatched.
    work: (ink, hue, meta) => ({ marker: WORK[meta.part](ink, hue) }),
    heat: (ink, hue, meta) => ({ colorscale: steps(ink, meta.domain), showscale: false }),
    rest: (ink, hue) => ({ marker: { color: faded(hue, 0.35), line: { width: 0 } } }),
    lane: (ink, hue, meta) => ({ line: { width: 14, color: ink(`stage-${meta.stage}`) } }),
    step: (ink) => ({ line: { width: 1, color: ink("edge") } }),
    curve: (ink, hue) => ({ line: { width: 1.5, color: hue } }),
    range: (ink, hue, meta, phone) => ({ line: { width: phone ? 4 : 6, color: hue } }),
    spread: (ink, hue) => ({ line: { width: 10, color: faded(hue, 0.3) } }),
    middle: (ink, hue) => ({ marker: { size: 9, color: hue, line: { width: 2, color: ink("surface") } } }),
    label: () => ({ marker: { size: 1, opacity: 0 } }),
};

function paintedTrace(trace, ink, phone) {
    const { role, domain } = trace.meta;
    const painted = ROLES[role](ink, domain ? ink(domain) : ink("ink-2"), trace.meta, phone);
    // The server says the shape of a line, steps for instance.
    if (trace.line && painted.line) painted.line = { ...trace.line, ...painted.line };
    return { ...trace, ...painted };
}

function thinned(axis) {
    // At most six words along a narrow axis; the seven weekdays are short enough.
    if (axis.tickvals.length === 7) return {};
    const every = Math.ceil(axis.tickvals.length / 6);
    const keep = (_, at) => at % every === 0;
    return { tickvals: axis.tickvals.filter(keep), ticktext: axis.ticktext.filter(keep) };
}

function paintedLayout(layout, ink, narrow, font) {
    const words = { family: font, size: 12, color: ink("ink-3") };
    const painted = { ...layout, font: words, paper_bgcolor: INVISIBLE, plot_bgcolor: INVISIBLE, autosize: true };
    for (const name of Object.keys(layout).filter((key) => key.startsWith("yaxis"))) {
        painted[name] = { ...layout[name], gridcolor: ink("line"), gridwidth: 1, zerolinecolor: ink("edge"), zerolinewidth: 1 };
    }
    painted.xaxis = { ...painted.xaxis, ...layout.xaxis, ...(narrow ? thinned(layout.xaxis) : {}) };
    painted.xaxis.spikecolor = ink("ink-3");
    painted.xaxis.ticklabelstandoff = 4; // clear of the lowest word of the other axis
    painted.xaxis.gridcolor = ink("line");
    painted.shapes = (layout.shapes ?? []).map((shape) => ({
        ...shape,
        ...(shape.name === "days"
            ? { fillcolor: faded(ink("ink-3"), 0.14), line: { width: 0 } }
            : { line: { width: 1, dash: "dash", color: ink("ink-3") } }),
    }));
    painted.hoverlabel = {
        align: "left",
        bgcolor: ink("surface"),
        bordercolor: ink("edge"),
        font: { family: font, size: 14, color: ink("ink") },
    };
    return painted;
}

// --- Drawing ---------------------------------------------------------------------------------------

const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };

function plotOf(frame) {
    const found = frame.querySelector(":scope > .chart-plot");
    if (found) return found;
    const plot = document.createElement("div");
    plot.className = "chart-plot";
    frame.append(plot);
    return plot;
}

function showNothing(frame) {
    frame.querySelector(":scope > .chart-plot")?.remove();
    frame.classList.remove("is-drawn");
    delete frame.dataset.listens;
    frame.dataset.drawn = "0";
}

// Without a value there is nothing to put on axes: the outline of the chart stays.
const isEmpty = (figure) => !figure.data.some((trace) => trace.y?.some((value) => value !== null));

async function draw(frame) {
    if (isEmpty(drawn.get(frame))) return showNothing(frame);
    const library = await plotly();
    if (!frame.isConnected) return;
    await paint(frame, library);
    showDrawing(frame);
}

// `size`: another than the frame's own.
function paint(frame, library, size = {}) {
    const figure = drawn.get(frame);
    const ink = tokensOf(frame);
    const narrow = (size.width ?? frame.clientWidth) < NARROW;
    const phone = !size.width && matchMedia(PHONE).matches;
    const data = figure.data.map((trace) => paintedTrace(trace, ink, phone));
    const layout = paintedLayout(figure.layout, ink, narrow, getComputedStyle(frame).fontFamily);
    Object.assign(layout, size);
    frame.dataset.roles = figure.data.map((trace) => trace.meta.role).join(" ");
    return library.react(plotOf(frame), data, layout, CONFIG);
}

function showDrawing(frame) {
    frame.classList.add("is-drawn");
    frame.dataset.drawn = String(drawn.get(frame).data.length);
    listen(frame, plotOf(frame));
}

// After a correction the sentence is another one, too.
function say(frame, sentence) {
    frame.setAttribute("aria-label", sentence);
    const lead = frame.closest(".chart-card")?.querySelector(".lead");
    if (lead) lead.textContent = sentence;
}

async function load(frame) {
    try {
        const answer = await fetch(frame.dataset.figure, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(`the figure answered ${answer.status}`);
        drawn.set(frame, await answer.json());
        say(frame, drawn.get(frame).layout.meta.summary);
        await draw(frame);
    } catch (error) {
        // The sentence above and the table below still stand.
        frame.dataset.drawn = "failed";
        sayFailed(frame);
        console.warn(error.message);
    }
}

function sayFailed(frame) {
    const words = document.getElementById("failed-chart");
    if (!words) return;
    const said = words.content.firstElementChild.cloneNode(true);
    said.querySelector("button").addEventListener("click", () => {
        said.remove();
        load(frame);
    });
    frame.after(said);
}

// --- A second tap opens the day --------------------------------------------------------------------

function listen(frame, plot) {
    if (frame.dataset.listens) return;
    frame.dataset.listens = "yes";
    let byFinger = false;
    let shown = null;
    const note = (event) => {
        byFinger = event.pointerType === "touch";
    };
    plot.addEventListener("pointerdown", note, { capture: true });
    // plotly would take every touch for the start of a drag and stop the page from scrolling. What the
    // browser makes of a tap afterwards, a mouse that points and presses, still reaches it.
    plot.addEventListener("touchstart", (event) => event.stopPropagation(), { capture: true, passive: true });
    plot.on("plotly_click", ({ points }) => {
        const { opens } = drawn.get(frame).layout.meta;
        const day = points.map((point) => point.customdata).find(Boolean);
        if (!opens || !day) return;
        if (byFinger && shown !== day) shown = day;
        else window.location.assign(`${opens}${day}/`);
    });
}

// --- On paper --------------------------------------------------------------------------------------

// The browser takes its picture of the page when this returns, so nothing here may wait.
function forPaper() {
    for (const frame of document.querySelectorAll("[data-figure]")) {
        try {
            drawForPaper(frame);
        } catch (error) {
            console.warn(error.message); // the sentence above is printed alone
        }
    }
    // With a view box the style of print fits a drawing to the paper that it really is.
    for (const drawing of document.querySelectorAll(".js-plotly-plot .main-svg")) {
        const [width, height] = [drawing.getAttribute("width"), drawing.getAttribute("height")];
        drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
}

function drawForPaper(frame) {
    if (!drawn.has(frame)) drawn.set(frame, figureAtOnce(frame));
    if (isEmpty(drawn.get(frame)) || !window.Plotly) return;
    inView.unobserve(frame);
    frame.dataset.theme = "light";
    paint(frame, window.Plotly, { ...PAPER, height: Math.max(PAPER.height, frame.clientHeight) });
    showDrawing(frame);
}

function figureAtOnce(frame) {
    const request = new XMLHttpRequest();
    request.open("GET", frame.dataset.figure, false);
    request.setRequestHeader("Accept", "application/json");
    request.send();
    if (request.status !== 200) throw new Error(`the figure answered ${request.status}`);
    return JSON.parse(request.responseText);
}

function forScreen() {
    for (const drawing of document.querySelectorAll(".main-svg")) drawing.removeAttribute("viewBox");
    for (const frame of stillThere()) delete frame.dataset.theme;
    redraw();
}

// Where no chart has come into view yet, there is nothing to draw with: that is fetched before printing.
function printWhenLoaded(event) {
    const isPrint = (event.ctrlKey || event.metaKey) && event.key === "p";
    if (!isPrint || window.Plotly || !document.querySelector("[data-figure]")) return;
    event.preventDefault();
    plotly().finally(() => window.print());
}

addEventListener("beforeprint", forPaper);
addEventListener("afterprint", forScreen);
addEventListener("keydown", printWhenLoaded);

// --- When to draw, and when again ------------------------------------------------------------------

const inView = new IntersectionObserver(
    (entries) => {
        for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue;
            inView.unobserve(target);
            load(target);
        }
    },
    { rootMargin: "200px" },
);

function find() {
    for (const frame of document.querySelectorAll("[data-figure]:not([data-found])")) {
        frame.dataset.found = "yes";
        inView.observe(frame);
    }
}

function stillThere() {
    for (const frame of drawn.keys()) if (!frame.isConnected) drawn.delete(frame);
    return [...drawn.keys()];
}

const redraw = () => stillThere().forEach(draw);

find();
document.addEventListener("htmx:load", find);
// A correction changes the numbers under the charts: the server says so beside its answer.
document.addEventListener("numbersChanged", () => stillThere().forEach(load));
onThemeChange(redraw);
