// Draws every element with data-figure: when it comes into view, from the address in that attribute.
// Figures arrive without colours; each trace's meta says which part it plays, and the colours come from the
// page's own tokens, so that another theme is drawn without asking the server again.

const PHONE = 640;
const drawn = new Map(); // element -> figure as received
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

function plotly(element) {
    loading ??= addSheet(element.dataset.plotlyCss)
        .then(() => addScript(element.dataset.plotly))
        .then(() => window.Plotly);
    return loading;
}

// --- Colours -------------------------------------------------------------------------------------

function tokensOf(element) {
    const style = getComputedStyle(element);
    return (name) => style.getPropertyValue(`--${name}`).trim();
}

function faded(hex, share) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return `rgba(${r}, ${g}, ${b}, ${share})`;
}

const INVISIBLE = "rgba(0, 0, 0, 0)";

const ROLES = {
    band: (ink, hue) => ({ fillcolor: faded(hue, 0.16), line: { width: 0 } }),
    "band-early": (ink, hue) => ({ fillcolor: INVISIBLE, line: { width: 1, dash: "dash", color: hue } }),
    median: (ink) => ({ line: { width: 1, dash: "dash", color: ink("ink-2") } }),
    line: (ink, hue) => ({ line: { width: 2.5, color: hue } }),
    dot: (ink, hue, meta, phone) => ({ marker: { size: phone ? 4 : 5, color: ink("ink-3") } }),
    corrected: (ink, hue) => ({ marker: { size: 9, symbol: "circle-open", color: hue, line: { width: 1.5 } } }),
    excluded: (ink) => ({
        marker: { size: 7, symbol: "x-thin", color: ink("ink-3"), line: { width: 1.5, color: ink("ink-3") } },
    }),
    bar: (ink, hue) => ({ marker: { color: hue, line: { width: 0 } } }),
    stage: (ink, hue, meta) => ({ marker: { color: ink(`stage-${meta.stage}`), line: { width: 0 } } }),
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
    return { ...trace, ...ROLES[role](ink, domain ? ink(domain) : ink("ink-2"), trace.meta, phone) };
}

function thinned(axis) {
    // At most six words along a narrow axis.
    const every = Math.ceil(axis.tickvals.length / 6);
    const keep = (_, at) => at % every === 0;
    return { tickvals: axis.tickvals.filter(keep), ticktext: axis.ticktext.filter(keep) };
}

function paintedLayout(layout, ink, phone, font) {
    const words = { family: font, size: 12, color: ink("ink-3") };
    const painted = { ...layout, font: words, paper_bgcolor: INVISIBLE, plot_bgcolor: INVISIBLE, autosize: true };
    for (const name of Object.keys(layout).filter((key) => key.startsWith("yaxis"))) {
        painted[name] = { ...layout[name], gridcolor: ink("line"), gridwidth: 1 };
    }
    painted.xaxis = { ...layout.xaxis, ...(phone ? thinned(layout.xaxis) : {}), spikecolor: ink("ink-3") };
    painted.shapes = (layout.shapes ?? []).map((shape) => ({
        ...shape,
        line: { width: 1, dash: "dash", color: ink("ink-3") },
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

async function draw(element) {
    const figure = drawn.get(element);
    const library = await plotly(element);
    if (!element.isConnected) return;
    const ink = tokensOf(element);
    const phone = element.clientWidth < PHONE;
    const data = figure.data.map((trace) => paintedTrace(trace, ink, phone));
    element.dataset.roles = figure.data.map((trace) => trace.meta.role).join(" ");
    const layout = paintedLayout(figure.layout, ink, phone, getComputedStyle(element).fontFamily);
    await library.react(element, data, layout, CONFIG);
    element.dataset.drawn = String(data.length);
    listen(element);
}

async function load(element) {
    try {
        const answer = await fetch(element.dataset.figure, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(`the chart's figure answered ${answer.status}`);
        drawn.set(element, await answer.json());
        await draw(element);
    } catch (error) {
        element.dataset.drawn = "failed";
        if (!element.firstChild) element.textContent = element.dataset.failed ?? "";
        console.warn(error.message);
    }
}

// --- A second tap opens the day --------------------------------------------------------------------

function listen(element) {
    if (element.dataset.listens) return;
    element.dataset.listens = "yes";
    let byFinger = false;
    let shown = null;
    element.addEventListener("pointerdown", (event) => {
        byFinger = event.pointerType === "touch";
    }, { capture: true });
    element.on("plotly_click", ({ points }) => {
        const { opens } = drawn.get(element).layout.meta;
        const day = points.map((point) => point.customdata).find(Boolean);
        if (!opens || !day) return;
        if (byFinger && shown !== day) shown = day;
        else window.location.assign(`${opens}${day}/`);
    });
}

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

function find(root) {
    for (const element of root.querySelectorAll("[data-figure]:not([data-found])")) {
        element.dataset.found = "yes";
        inView.observe(element);
    }
}

function forget() {
    for (const element of drawn.keys()) if (!element.isConnected) drawn.delete(element);
}

function redraw() {
    forget();
    for (const element of drawn.keys()) draw(element);
}

find(document);
document.addEventListener("htmx:load", () => {
    forget();
    find(document);
});
// A correction changes the numbers under the charts: the server says so beside its answer.
document.addEventListener("numbersChanged", () => {
    forget();
    for (const element of drawn.keys()) load(element);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
