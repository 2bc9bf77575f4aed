// Puts each chart into its place, with its legend, its controls and its words.
const trials = JSON.parse(document.getElementById("data").textContent);
const places = [...document.querySelectorAll(".chart")];
document.documentElement.classList.add("js");

const element = (kind, name) => Object.assign(document.createElement(kind), {className: name});

// The words of the view that is drawn: its sentences, and of each curve the name and the one it is the same as.
function toldOf(place, panel) {
  const views = [...place.querySelectorAll("[data-panel]")];
  views.forEach((view, i) => { view.hidden = i !== panel; });
  const items = views[panel] ? [...views[panel].querySelectorAll("li")] : [];
  return {
    curves: new Map(items.map(item => [item.dataset.line, item.dataset])),
    words: hidden => [...(views[panel] ? views[panel].querySelectorAll("p") : []), ...items].map(e => e.textContent).join(" ")
      + (hidden.length ? " Not drawn now: " + hidden.join(", ") + "." : ""),
  };
}

function entriesOf(lines, told) {
  const entries = [], noted = l => told.get(l.key).same && told.get(told.get(l.key).same).label;
  told.forEach((words, key) => {
    const line = readable(lines).find(l => l.key === key && !l.untold);
    if (line && line.groups[0] !== "teachers" && !line.groups.includes("teachers")) entries.push({group: line.groups[0], label: line.label, note: noted(line), line});
  });
  const teacher = readable(lines).find(l => l.groups.includes("teachers"));
  if (teacher) entries.push({group: "teachers", label: "Teachers", line: {...teacher, colour: colour("soft")}});
  return entries;
}

// A page that is shown while its runs go on is replaced again and again: what a reader has chosen in a chart outlives it, and what
// listens to the window ends with it.
const chosen = window.understudyCharts = window.understudyCharts || new Map();
const replaced = new AbortController(), {signal} = replaced;
const drawn = [];
function show(place) {
  const figure = figures[place.dataset.chart], trial = trials[place.dataset.trial];
  const name = place.dataset.chart + " " + place.dataset.trial;
  const state = chosen.get(name) || {panel: 0, x: 0, y: place.dataset.chart === "overlay" ? 1 : 0, hidden: new Set(), zoom: null};
  if (figure.seeds && !trial.loss.panels[state.panel]) state.panel = 0;
  chosen.set(name, state);
  const bar = element("div", "bar"), box = element("div", "plot"), now = element("p", "unseen"), save = element("button", "csv");
  const entry = {place, plot: null, redraw};
  const title = place.getAttribute("aria-label"), controls = element("div", "controls");
  let list = null, current = null;

  if (figure.titled) bar.append(Object.assign(element("span", "title"), {textContent: title}));
  if (figure.seeds && trial.loss.panels.length > 1) controls.append(choice(trial.loss.panels.map(p => p.name), state, "panel", redraw, "seed"));
  if (figure.axes) {
    controls.append(choice(["linear loss", "log"], state, "y", redraw, "loss axis"), choice(["linear steps", "log"], state, "x", redraw, "step axis"));
  }
  bar.append(controls);
  box.setAttribute("aria-roledescription", "chart");
  box.setAttribute("aria-label", title);
  box.setAttribute("aria-describedby", "keys");
  now.setAttribute("role", "status");
  now.setAttribute("aria-live", "polite");
  Object.assign(save, {type: "button", textContent: "CSV of the shown curves"});
  save.setAttribute("aria-label", "CSV of the shown curves: " + title);
  save.onclick = () => current && download(
    [trial ? trial.label : trials.length + " trials", place.dataset.chart.replace(/[A-Z]/g, c => "-" + c.toLowerCase()),
      figure.seeds && trial.loss.panels.length > 1 ? trial.loss.panels[state.panel].name : ""].join("-") + ".csv",
    csv(current.chart, current.lines, place.dataset.column, state.zoom || [-Infinity, Infinity]));
  place.prepend(bar, box, now, save);

  function redraw() {
    const told = toldOf(place, state.panel);
    const chart = {...figure.of(trial || trials, state), along: place.dataset.along, quantity: place.dataset.quantity};
    const all = chart.lines.filter(l => told.curves.has(l.key) && l.values.some(known));
    all.forEach(l => Object.assign(l, {label: told.curves.get(l.key).label, groups: l.groups || [l.key], pattern: l.dash}));
    const lines = all.filter(l => !l.groups.some(group => state.hidden.has(group)));
    apart(lines, told.curves);
    // Drawn from the broad to the thin; read in the order of the words.
    const order = [...told.curves.keys()], read = lines.slice().sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
    const focused = list && list.contains(document.activeElement) ? document.activeElement.dataset.group : null;
    if (list) list.remove();
    list = legend(entriesOf(all, told.curves), state.hidden, redraw);
    bar.insertBefore(list, controls);
    if (focused !== null) [...list.children].filter(b => b.dataset.group === focused).forEach(b => b.focus());

    if (entry.plot) entry.plot.destroy();
    entry.plot = current = null;
    box.replaceChildren();
    const empty = !readable(lines).length;
    box.classList.toggle("empty", empty);
    save.disabled = empty;
    // What holds no chart takes no keys.
    box.tabIndex = empty ? -1 : 0;
    // Another role than application would leave the arrow keys to a screen reader.
    box.setAttribute("role", empty ? "note" : "application");
    if (empty) { box.textContent = readable(all).length ? "Every curve is hidden; press its name to show it" : "No finite values"; return; }
    const full = [chart.x[0], chart.x[chart.x.length - 1]], zoom = state.zoom;
    entry.plot = draw(box, chart, lines, heightOf(chart, place, box), {
      setCursor: [tip(read, chart)],
      setScale: [(u, key) => {
        if (key === "x") state.zoom = u.scales.x.min > full[0] || u.scales.x.max < full[1] ? [u.scales.x.min, u.scales.x.max] : null;
      }],
    });
    if (zoom) entry.plot.setScale("x", {min: zoom[0], max: zoom[1]});
    current = {chart, lines: read};
    const canvas = entry.plot.ctx.canvas;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", title + ". " + told.words(readable(all).filter(l => !lines.includes(l)).map(l => l.label)));
    keyboard(box, chart, read, () => entry.plot, text => { now.textContent = text; });
  }
  redraw();
  drawn.push(entry);
}

// The first chart of the page is seen whole without scrolling, where the window is not too low for it. Paper takes low charts, of which
// each page has room for more.
function heightOf(chart, place, box) {
  const height = chart.height || 270;
  if (document.documentElement.classList.contains("printing")) return Math.min(300, height);
  return place === places[0] ? Math.max(240, Math.min(height, innerHeight - box.getBoundingClientRect().top - scrollY - 8)) : height;
}

// Many trials make many figures: each is drawn when it comes near, or all of them for the printer.
const waiting = new Set(places);
const watcher = new IntersectionObserver(entries => entries.forEach(e => {
  if (e.isIntersecting && waiting.delete(e.target)) { watcher.unobserve(e.target); show(e.target); }
}), {rootMargin: "900px"});
waiting.forEach(place => watcher.observe(place));
const redrawAll = () => drawn.forEach(d => d.redraw());

if (places.length) {
  const keys = document.getElementById("keys");
  places[0].closest("figure").append(keys);
  keys.hidden = false;
}
// A table that is wider than the window is moved by the arrow keys, once it can have the focus.
const scrollable = () => document.querySelectorAll(".table").forEach(e => {
  if (e.scrollWidth > e.clientWidth) {
    e.tabIndex = 0;
    e.setAttribute("role", "region");
    e.setAttribute("aria-label", e.querySelector("caption").textContent);
  }
});
scrollable();
document.querySelectorAll("details").forEach(e => e.addEventListener("toggle", scrollable));

let resizing = 0;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => {
    drawn.forEach(d => d.plot && d.plot.setSize({width: d.place.clientWidth, height: d.plot.height}));
    scrollable();
  }, 80);
}, {signal});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll, {signal});
const paper = on => {
  document.documentElement.classList.toggle("printing", on);
  document.body.style.width = on ? "680px" : "";
  if (on) waiting.forEach(place => { waiting.delete(place); watcher.unobserve(place); show(place); });
  redrawAll();
};
addEventListener("beforeprint", () => paper(true), {signal});
addEventListener("afterprint", () => paper(false), {signal});
addEventListener("replaced", () => {
  replaced.abort();
  watcher.disconnect();
  drawn.forEach(d => d.plot && d.plot.destroy());
}, {signal});
