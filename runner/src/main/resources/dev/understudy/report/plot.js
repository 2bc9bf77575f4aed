// One chart, drawn by uPlot:
// {x, lines: [{key, label, values, colour, width, dash, dots, quiet}], bands: [[high, low, colour]], along, quantity, log, logX, mark, …}
const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const fade = (name, share) => colour(name) + Math.round(share * 255).toString(16).padStart(2, "0");
const font = size => size + 'px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

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

function xRange(chart) {
  return (u, min, max) => {
    if (chart.logX) return min === max ? [Math.max(min, 1) / 1.5, Math.max(max, 1) * 1.5] : [Math.max(min, 1), max];
    return min === max ? [min - 1, max + 1] : [min, max];
  };
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

function draw(holder, chart, lines, height, hooks) {
  const clean = values => chart.log ? values.map(v => v === undefined || v > 0 ? v : null) : values;
  const series = [{}].concat(lines.map(l => Object.assign({
    label: l.label, stroke: l.colour, width: l.dots ? 0 : l.width || 2, spanGaps: false,
    dash: l.dash && l.dash.map(length => length * devicePixelRatio),
    points: l.dots ? {show: true, size: 3, width: 0, fill: l.colour, space: 0} : {show: l.values.filter(known).length < 2},
  }, l.dots ? {paths: () => null} : {})));
  const at = l => lines.indexOf(l) + 1;
  const bands = (chart.bands || []).filter(b => lines.includes(b[0]) && lines.includes(b[1])).map(b => ({series: [at(b[0]), at(b[1])], fill: b[2]}));
  return new uPlot({
    width: holder.clientWidth, height, padding: [12, 24, 0, 0], legend: {show: false}, series, bands,
    cursor: {y: false, points: {show: false}, drag: {x: true, y: false}, bind: {}},
    scales: {x: {time: false, distr: chart.logX ? 3 : 1, range: xRange(chart)}, y: {distr: chart.log ? 3 : 1, range: yRange(chart)}},
    axes: [axis(chart.along, chart.logX, 2, false), axis(chart.quantity, chart.log, 3, true)],
    hooks: {draw: [u => chart.mark && mark(u, chart.mark)], ...hooks},
  }, [chart.logX ? chart.x.map(v => Math.max(v, 1)) : chart.x].concat(lines.map(l => clean(l.values))), holder);
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

const readable = lines => lines.filter(l => !l.quiet && !l.dots);

// What lies under the cursor, beside it.
function tip(lines, chart) {
  let box = null;
  return u => {
    const i = u.cursor.idx;
    if (i == null || u.cursor.left < 0) { if (box) box.hidden = true; return; }
    if (!box) { box = document.createElement("div"); box.className = "tip"; u.over.append(box); }
    box.hidden = false;
    box.replaceChildren(chart.along + " " + shown(chart.x[i], 4));
    readable(lines).forEach(l => {
      if (!known(l.values[i])) return;
      const row = document.createElement("div");
      row.append(swatch(l), l.label + " " + shown(l.values[i], 4));
      box.append(row);
    });
    const room = u.over.clientWidth, width = box.offsetWidth, x = u.cursor.left;
    box.style.left = (x + 14 + width < room ? x + 14 : Math.max(0, x - width - 14)) + "px";
    box.style.top = "8px";
  };
}
