// The names of the curves are buttons that hide and show them, each with the look of its curve.
function swatch(line) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), stroke = document.createElementNS(svg.namespaceURI, "line");
  for (const [name, value] of Object.entries({width: 30, height: 8, "aria-hidden": true})) svg.setAttribute(name, value);
  const look = {x1: 0, x2: 30, y1: 4, y2: 4, stroke: line.colour, "stroke-width": Math.max(1.5, line.width || 2), "stroke-dasharray": (line.pattern || []).join(" ")};
  for (const [name, value] of Object.entries(look)) stroke.setAttribute(name, value);
  svg.append(stroke);
  return svg;
}

// entries: [{group, label, note, line}]; a group that is in hidden is not drawn.
function legend(entries, hidden, redraw) {
  const list = document.createElement("div");
  list.className = "legend";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Curves");
  list.hidden = !entries.length;
  entries.forEach(({group, label, note, line}) => {
    const button = document.createElement("button"), name = document.createElement("span");
    button.type = "button";
    button.dataset.group = group;
    name.textContent = label;
    button.append(swatch(line), name);
    if (note) {
      const small = document.createElement("small");
      small.textContent = " = " + note;
      button.append(small);
    }
    button.setAttribute("aria-pressed", !hidden.has(group));
    button.onclick = () => {
      if (!hidden.delete(group)) hidden.add(group);
      button.setAttribute("aria-pressed", !hidden.has(group));
      redraw();
    };
    list.append(button);
  });
  return list;
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
    button.onclick = () => {
      state[key] = i;
      [...group.children].forEach((other, at) => other.setAttribute("aria-pressed", at === i));
      redraw();
    };
    group.append(button);
  });
  return group;
}

// Curves of the same values take turns along the line, so that each is seen; a broad one shows beneath a thin one as it is.
function apart(lines, told) {
  const groups = new Map();
  readable(lines).filter(l => (l.width || 2) < 3).forEach(l => {
    const first = (told.get(l.key) || {}).same || l.key;
    groups.set(first, (groups.get(first) || []).concat(l));
  });
  groups.forEach(group => {
    if (group.length < 2) return;
    const turns = group.map(l => {
      const dash = l.dash || [20, 0], length = dash.reduce((a, b) => a + b);
      return Array(Math.max(1, Math.round(20 / length))).fill(dash).flat();
    });
    const lengths = turns.map(turn => turn.reduce((a, b) => a + b)), whole = lengths.reduce((a, b) => a + b);
    let before = 0;
    group.forEach((l, i) => {
      const turn = turns[i].slice();
      turn[turn.length - 1] += whole - before - lengths[i];
      l.dash = before ? [0, before, ...turn] : turn;
      before += lengths[i];
    });
  });
}
