// What a mouse does with a chart, by keys; what is under the cursor is said as well.
function keyboard(box, chart, lines, plot, say) {
  const values = i => readable(lines).filter(l => known(l.values[i])).map(l => l.label + " " + shown(l.values[i], 4)).join(", ") || "no values";
  const span = u => [u.scales.x.min, u.scales.x.max];
  const visible = u => {
    const [min, max] = span(u), at = u.data[0].map((v, i) => i).filter(i => u.data[0][i] >= min && u.data[0][i] <= max);
    return [at[0], at[at.length - 1]];
  };
  const away = u => u.setCursor({left: -10, top: -10});
  let at = null;

  function go(u, i) {
    if (i === undefined) return;
    at = i;
    u.setCursor({left: u.valToPos(u.data[0][i], "x"), top: 1});
    say(chart.along + " " + shown(chart.x[i], 6) + ": " + values(i));
  }

  function step(u, by) {
    const [first, last] = visible(u);
    if (first === undefined) return;
    if (at === null) at = u.cursor.idx != null && u.cursor.left >= 0 ? u.cursor.idx : by > 0 ? first - by : last - by;
    go(u, Math.min(last, Math.max(first, at + by)));
  }

  function zoom(u, factor) {
    const there = chart.logX ? Math.log : v => v, back = chart.logX ? Math.exp : v => v;
    const [min, max] = span(u).map(there), [first, last] = [u.data[0][0], u.data[0][u.data[0].length - 1]].map(there);
    const centre = at === null ? (min + max) / 2 : there(u.data[0][at]);
    const low = Math.max(first, centre - (centre - min) * factor), high = Math.min(last, centre + (max - centre) * factor);
    if (u.data[0].filter(v => there(v) >= low && there(v) <= high).length < 2) return;
    range(u, back(low), back(high));
  }

  function range(u, min, max) {
    away(u);
    u.setScale("x", {min, max});
    say(chart.along + " " + shown(min, 4) + " to " + shown(max, 4));
  }

  function all(u) {
    at = null;
    range(u, u.data[0][0], u.data[0][u.data[0].length - 1]);
  }

  const acts = {
    ArrowLeft: (u, far) => step(u, far ? -10 : -1), ArrowRight: (u, far) => step(u, far ? 10 : 1),
    Home: u => go(u, visible(u)[0]), End: u => go(u, visible(u)[1]),
    "+": u => zoom(u, 0.5), "=": u => zoom(u, 0.5), "-": u => zoom(u, 2), "−": u => zoom(u, 2), 0: all, Escape: all,
  };
  box.onkeydown = e => {
    const act = acts[e.key], u = plot();
    if (!act || !u || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    act(u, e.shiftKey);
  };
  box.onmousemove = () => { at = null; };
  box.onblur = () => plot() && away(plot());
}
