// Draws the figures of the report with uPlot, from the JSON in the page. Colours come from the style sheet.
(() => {
  "use strict";
  const trials = JSON.parse(document.getElementById("data").textContent);
  const drivers = [["imitator", "Imitator"], ["teacher", "Teacher"], ["floor", "Floor"], ["nothing", "Nothing"]];
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const font = size => size + 'px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const known = v => v != null && isFinite(v);

  // ---- numbers, the same in every locale
  const superscript = n => String(n).replace(/[-\d]/g, c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);
  const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  function shown(v, digits) {
    if (!known(v)) return "–";
    if (v === 0) return "0";
    const size = Math.abs(v);
    if (Number.isInteger(v) && size < 1e5) return (v < 0 ? "−" : "") + grouped(size);
    if (size >= 1e-4 && size < 1e5) return String(+v.toPrecision(digits)).replace("-", "−");
    const [mantissa, exponent] = v.toExponential(digits - 1).split("e");
    return (+mantissa === 1 ? "" : String(+mantissa).replace("-", "−") + "·") + "10" + superscript(+exponent);
  }

  // ---- axes
  function logTicks(min, max) {
    const decades = Math.log10(max / min);
    const steps = decades > 3 ? [1] : decades > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
    const every = Math.max(1, Math.ceil(decades / 7));
    const ticks = [];
    for (let e = Math.floor(Math.log10(min)); e <= Math.log10(max); e++) {
      if (e % every === 0) steps.forEach(m => { const t = +(m + "e" + e); if (t >= min && t <= max) ticks.push(t); });
    }
    return ticks;
  }

  // uPlot's own steps end at 1e16, and an axis that needs larger ones gets no numbers.
  const increments = [];
  for (let e = -40; e <= 40; e++) [1, 2, 2.5, 5].forEach(m => increments.push(+(m + "e" + e)));

  function axis(label, log, side, grid) {
    const a = {
      label, side, stroke: colour("soft"), font: font(12), labelFont: font(12.5), labelSize: 22, labelGap: 2, gap: 6,
      size: side === 2 ? 34 : 56, space: side === 2 ? 70 : 34,
      grid: {show: grid, stroke: colour("grid"), width: 1}, ticks: {show: true, stroke: colour("line"), width: 1, size: 5},
      incrs: increments, values: (u, splits) => splits.map(v => v == null ? "" : shown(v, 3)),
    };
    if (log) Object.assign(a, {splits: (u, i, min, max) => logTicks(min, max), filter: (u, splits) => splits});
    return a;
  }

  function yRange(chart) {
    return (u, min, max) => {
      if (min == null || max == null) return chart.log ? [0.1, 1] : [0, 1];
      if (chart.log) return max / min < 1.5 ? [min / 1.5, max * 1.5] : [min / 1.12, max * 1.12];
      const top = chart.top && max > chart.top ? chart.top : max;
      const pad = (top - min) * 0.05 || Math.abs(top) * 0.1 || 1;
      return [min >= 0 && (chart.zero || min < 0.35 * top) ? 0 : min - pad, chart.limit ? Math.min(chart.limit, top + pad) : top + pad];
    };
  }

  // ---- a chart: {x, lines: [{label, values, colour, width, dash, dots, quiet}], bands: [[high, low, colour]], xLabel, yLabel, log, logX, mark, …}
  function draw(place, chart) {
    const clean = values => chart.log ? values.map(v => v === undefined || v > 0 ? v : null) : values;
    const lines = chart.lines.filter(l => l.values.some(known));
    const holder = document.createElement("div");
    place.append(holder);
    if (!lines.some(l => !l.quiet) || chart.x.length < 2) {
      holder.className = "empty";
      holder.textContent = "No finite values";
      return null;
    }
    const series = [{}].concat(lines.map(l => Object.assign({
      label: l.label, stroke: l.colour, width: l.dots ? 0 : l.width || 2, dash: l.dash, spanGaps: false,
      points: l.dots ? {show: true, size: 3, width: 0, fill: l.colour, space: 0} : {show: l.values.filter(known).length < 2},
    }, l.dots ? {paths: () => null} : {})));
    const at = l => lines.indexOf(l) + 1;
    const bands = (chart.bands || []).filter(b => lines.includes(b[0]) && lines.includes(b[1])).map(b => ({series: [at(b[0]), at(b[1])], fill: b[2]}));
    const plot = new uPlot({
      width: place.clientWidth, height: chart.height || 270, padding: [12, 24, 0, 0], legend: {show: false}, series, bands,
      cursor: {y: false, points: {show: false}, drag: {x: true, y: false}, bind: {}},
      scales: {
        x: {time: false, distr: chart.logX ? 3 : 1, range: chart.logX ? (u, a, b) => [Math.max(a, 1), b] : (u, a, b) => [a, b]},
        y: {distr: chart.log ? 3 : 1, range: yRange(chart)},
      },
      axes: [axis(chart.xLabel, chart.logX, 2, false), axis(chart.yLabel, chart.log, 3, true)],
      hooks: {draw: [u => chart.mark && mark(u, chart.mark)], setCursor: [tip(lines, chart)]},
    }, [chart.logX ? chart.x.map(v => Math.max(v, 1)) : chart.x].concat(lines.map(l => clean(l.values))), holder);
    return plot;
  }

  function mark(u, {at, text}) {
    const {left, top, width, height} = u.bbox, x = u.valToPos(at, "x", true), c = u.ctx;
    if (x < left || x > left + width) return;
    c.save();
    c.strokeStyle = c.fillStyle = colour("ink");
    c.lineWidth = devicePixelRatio;
    c.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    c.beginPath(); c.moveTo(x, top); c.lineTo(x, top + height); c.stroke();
    c.font = font(12 * devicePixelRatio);
    const room = c.measureText(text).width + 8 * devicePixelRatio;
    c.textAlign = x + room < left + width ? "left" : "right";
    c.textBaseline = "top";
    const textX = x + (c.textAlign === "left" ? 6 : -6) * devicePixelRatio, textY = top + 4 * devicePixelRatio;
    c.lineJoin = "round"; c.setLineDash([]); c.lineWidth = 4 * devicePixelRatio; c.strokeStyle = colour("paper");
    c.strokeText(text, textX, textY);
    c.fillText(text, textX, textY);
    c.restore();
  }

  // What lies under the cursor, beside it.
  function tip(lines, chart) {
    let box = null;
    return u => {
      const i = u.cursor.idx;
      if (i == null || u.cursor.left < 0) { if (box) box.hidden = true; return; }
      if (!box) { box = document.createElement("div"); box.className = "tip"; u.over.append(box); }
      box.hidden = false;
      box.replaceChildren(chart.xLabel + " " + shown(chart.x[i], 4));
      lines.forEach(l => {
        if (l.quiet || l.dots || !known(l.values[i])) return;
        const row = document.createElement("div"), key = document.createElement("i");
        key.style.background = l.colour;
        row.append(key, l.label + " " + shown(l.values[i], 4));
        box.append(row);
      });
      const room = u.over.clientWidth, width = box.offsetWidth, x = u.cursor.left;
      box.style.left = (x + 14 + width < room ? x + 14 : Math.max(0, x - width - 14)) + "px";
      box.style.top = "8px";
    };
  }

  function legend(bar, lines) {
    const list = document.createElement("div");
    list.className = "legend";
    lines.filter(l => !l.quiet && !l.dots && !l.untold && l.values.some(known)).forEach(l => {
      const item = document.createElement("span");
      item.textContent = l.label;
      item.style.setProperty("--colour", l.colour);
      item.style.setProperty("--weight", Math.max(1.5, l.width || 2) + "px");
      if (l.dash) item.style.setProperty("--dash", "dashed");
      list.append(item);
    });
    bar.append(list);
  }

  // A row of buttons, one of them pressed.
  function choice(names, state, key, redraw, label) {
    const group = document.createElement("div");
    group.className = "choice";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    names.forEach((name, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-pressed", state[key] === i);
      button.onclick = () => { state[key] = i; redraw(); };
      group.append(button);
    });
    return group;
  }

  // ---- the figures
  // The teacher is broad, so that it shows beneath an imitator that follows it.
  const style = {imitator: {width: 1.75}, teacher: {width: 4}, floor: {width: 1.5, dash: [6, 4]}, nothing: {width: 1.25}};
  const fade = (name, share) => colour(name) + Math.round(share * 255).toString(16).padStart(2, "0");

  const line = name => name === "teacher" ? fade(name, 0.62) : colour(name);

  // The linear axis shows what the teacher and a network left alone do; a diverging imitator leaves it at the top.
  function sensibleTop(panel) {
    const tops = ["teacher", "nothing"].filter(d => panel[d]).map(d => Math.max(...panel[d].smooth.filter(known)));
    return tops.length ? 1.6 * Math.max(...tops) : undefined;
  }

  function loss(trial, state) {
    const panel = trial.loss.panels[state.panel], lines = [];
    if (!panel) return {x: [], lines: []};
    ["teacher", "imitator"].forEach(d => panel[d] && lines.push({label: d, values: panel[d].points, colour: fade(d, 0.32), dots: true, quiet: true}));
    ["nothing", "teacher", "imitator"].forEach(d => panel[d] && lines.push({label: drivers.find(x => x[0] === d)[1], values: panel[d].smooth, colour: line(d), ...style[d]}));
    return {x: trial.loss.steps, lines, xLabel: "step", yLabel: "training-mode loss (nats)", log: state.y === 1, logX: state.x === 1, height: 420, zero: true,
      top: sensibleTop(panel), mark: trial.unroll > 0 ? {at: trial.unroll, text: "unroll: " + grouped(trial.unroll) + (trial.unroll === 1 ? " step" : " steps")} : null};
  }

  function overSeeds(trial, key, yLabel, more) {
    const lines = [], bands = [];
    drivers.slice().reverse().forEach(([d, label]) => {
      const s = trial.points[key][d];
      if (!s) return;
      if (s.low) {
        const edges = ["high", "low"].map(e => ({label, values: s[e], colour: "transparent", width: 0, quiet: true}));
        lines.push(...edges);
        bands.push([...edges, fade(d, 0.18)]);
      }
      lines.push({label, values: s.mean, colour: line(d), ...style[d]});
    });
    return {x: trial.points.steps, lines, bands, xLabel: "step", yLabel, ...more};
  }

  const agreement = trial => followed(trial, "relativeDifference", "‖Δ̂ − u‖ / ‖u‖", {log: true, height: 300});
  function followed(trial, key, yLabel, more) {
    const chart = overSeeds(trial, key, yLabel, more);
    const names = {Imitator: "Closed loop (imitator drives)", Teacher: "Open loop (teacher drives)"};
    chart.lines = chart.lines.filter(l => names[l.label]);
    chart.lines.forEach(l => { l.label = names[l.label]; });
    return chart;
  }

  const meta = (trial, key, yLabel, more) => ({x: trial.training.metaSteps, xLabel: "meta-step", yLabel,
    lines: [{label: yLabel, values: trial.training[key], colour: colour("imitator"), width: 1.75, untold: true}], ...more});

  const modelLoss = trial => ({x: trial.training.metaSteps, xLabel: "meta-step", yLabel: "training-mode loss (nats)",
    lines: [["First", "modelLossFirst", "nothing"], ["Last", "modelLossLast", "teacher"]].map(([label, key, c]) => ({label, values: trial.training[key], colour: colour(c), width: 1.75}))});

  const wheel = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8f98"];
  function overlay(all, state) {
    const parts = trials.map((trial, i) => {
      const panel = trial.loss.panels[trial.loss.panels.length - 1];
      const c = wheel[i % wheel.length], rounds = Math.floor(i / wheel.length), dash = rounds ? [10, 2 + 3 * rounds] : undefined;
      return panel ? {x: trial.loss.steps, lines: [
        panel.teacher && {label: trial.label + ", teacher", values: panel.teacher.smooth, colour: c + "b0", width: 1.25, dash: [2, 3], untold: true},
        panel.imitator && {label: trial.label, values: panel.imitator.smooth, colour: c, width: 2, dash}].filter(Boolean), top: sensibleTop(panel)} : null;
    }).filter(p => p && p.lines.length);
    if (!parts.length) return {x: [], lines: []};
    const joined = uPlot.join(parts.map(p => [p.x, ...p.lines.map(l => l.values)]), parts.map(p => [0, ...p.lines.map(() => 1)]));
    const lines = parts.flatMap(p => p.lines).map((l, i) => ({...l, values: joined[i + 1]}));
    const tops = parts.map(p => p.top).filter(known);
    return {x: joined[0], lines, xLabel: "step", yLabel: "training-mode loss (nats)", log: state.y === 1, logX: state.x === 1, height: 420, zero: true, top: tops.length ? Math.max(...tops) : undefined};
  }

  const figures = {
    loss: {of: loss, seeds: true, axes: true},
    overlay: {of: overlay, axes: true},
    testLoss: {title: "Test loss", of: t => overSeeds(t, "testLoss", "test loss (nats)", {log: true})},
    testAccuracy: {title: "Test accuracy", of: t => overSeeds(t, "testAccuracy", "test accuracy (%)", {limit: 100})},
    relativeDifference: {title: "Relative difference of the updates", of: agreement},
    bias: {title: "Mean signed error of the updates, in units of mean |u|", of: t => followed(t, "bias", "bias")},
    maxCell: {title: "Largest cell state |c|", of: t => overSeeds(t, "maxCell", "max |c|", {zero: true})},
    meanTheta: {title: "Mean size of the weights |θ|", of: t => overSeeds(t, "meanTheta", "mean |θ|", {})},
    imitationLoss: {title: "Imitation loss", of: t => meta(t, "imitationLoss", "imitation loss", {log: true})},
    modelLoss: {title: "Model loss at the first and last step of the unroll", of: modelLoss},
    learningRate: {title: "Learning rate of the meta-optimizer", of: t => meta(t, "learningRate", "learning rate", {zero: true})},
  };

  const drawn = [];
  function show(place) {
    const figure = figures[place.dataset.chart], trial = trials[place.dataset.trial];
    const state = {panel: 0, x: 0, y: place.dataset.chart === "overlay" ? 1 : 0};
    const entry = {place, plot: null, redraw};
    function redraw() {
      if (entry.plot) entry.plot.destroy();
      place.replaceChildren();
      const chart = figure.of(trial || trials, state), bar = document.createElement("div");
      bar.className = "bar";
      if (figure.title) {
        const title = document.createElement("span");
        title.className = "title";
        title.textContent = figure.title;
        bar.append(title);
      }
      legend(bar, chart.lines);
      const controls = document.createElement("div");
      controls.className = "controls";
      if (figure.seeds && trial.loss.panels.length > 1) controls.append(choice(trial.loss.panels.map(p => p.name), state, "panel", redraw, "seed"));
      if (figure.axes) controls.append(choice(["linear loss", "log"], state, "y", redraw, "loss axis"), choice(["linear steps", "log"], state, "x", redraw, "step axis"));
      bar.append(controls);
      place.append(bar);
      entry.plot = draw(place, chart);
    }
    redraw();
    drawn.push(entry);
  }

  // Many trials make many figures: each is drawn when it comes near, or all of them for the printer.
  const waiting = new Set(document.querySelectorAll(".chart"));
  const watcher = new IntersectionObserver(entries => entries.forEach(e => {
    if (e.isIntersecting && waiting.delete(e.target)) { watcher.unobserve(e.target); show(e.target); }
  }), {rootMargin: "900px"});
  waiting.forEach(place => watcher.observe(place));
  const redrawAll = () => drawn.forEach(d => d.redraw());

  let resizing = 0;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(() => drawn.forEach(d => d.plot && d.plot.setSize({width: d.place.clientWidth, height: d.plot.height})), 80);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  const paper = on => {
    document.documentElement.classList.toggle("printing", on);
    document.querySelector("main").style.width = on ? "680px" : "";
    if (on) waiting.forEach(place => { waiting.delete(place); watcher.unobserve(place); show(place); });
    redrawAll();
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
})();
