// Which curves a chart has, and how they look. Their names come from the words beside the chart.
// Nobody has to tell colours apart: each kind of rollout has a width or dashes of its own. The teacher is broad, so that it shows beneath an
// imitator that follows it.
const rollouts = ["teacher", "noUpdate", "floor", "imitator"];
const style = {imitator: {width: 1.75}, teacher: {width: 4}, floor: {width: 1.75, dash: [7, 4]}, noUpdate: {width: 1.75, dash: [2, 3]}};
const look = d => ({colour: d === "teacher" ? fade(d, 0.7) : colour(d), ...style[d]});

// The linear axis shows what the teacher and a network left alone do; a diverging imitator leaves it at the top.
function sensibleTop(panel) {
  const tops = ["teacher", "noUpdate"].filter(d => panel[d]).map(d => Math.max(...panel[d].smooth.filter(known)));
  return tops.length ? 1.6 * Math.max(...tops) : undefined;
}

function loss(trial, state) {
  const panel = trial.loss.panels[state.panel], lines = [];
  if (!panel) return {x: [], lines: []};
  ["teacher", "imitator"].forEach(d => panel[d] && lines.push({key: d, values: panel[d].points, colour: fade(d, 0.32), dots: true, quiet: true}));
  ["teacher", "noUpdate", "imitator"].forEach(d => panel[d] && lines.push({key: d, values: panel[d].smooth, sort: "smoothed", ...look(d)}));
  return {x: trial.loss.steps, lines, log: state.y === 1, logX: state.x === 1, height: 420, zero: true,
    top: sensibleTop(panel), mark: trial.trainedOver > 0 ? {at: trial.trainedOver, text: (trial.evolved ? "longest episode: " : "unroll: ") + grouped(trial.trainedOver) + (trial.trainedOver === 1 ? " step" : " steps")} : null};
}

// Who drives, and the tuned teachers, of which the best is dashed and the constant one dotted.
function against(trial) {
  const looks = {teacher: look("teacher"), tunedConstant: {colour: colour("noUpdate"), width: 2, dash: [2, 3]},
    tunedBest: {colour: colour("floor"), width: 2, dash: [7, 4]}, imitator: look("imitator")};
  const lines = Object.keys(looks).filter(d => trial.against.lines[d]).map(d => ({key: d, values: trial.against.lines[d].mean, sort: "mean over seeds", ...looks[d]}));
  return {x: trial.against.steps, lines, log: true, height: 420};
}

function overSeeds(trial, key, more) {
  const lines = [], bands = [];
  rollouts.forEach(d => {
    const s = trial.points[key][d];
    if (!s) return;
    if (s.low) {
      const edges = ["high", "low"].map(e => ({key: d, values: s[e], sort: e === "low" ? "lowest over seeds" : "highest over seeds", colour: "transparent", width: 0, quiet: true}));
      lines.push(...edges);
      bands.push([...edges, fade(d, 0.18)]);
    }
    lines.push({key: d, values: s.mean, sort: s.low && "mean over seeds", ...look(d)});
  });
  return {x: trial.points.steps, lines, bands, ...more};
}

const meta = (trial, key, more) => ({x: trial.training.metaSteps, lines: [{key, values: trial.training[key], colour: colour("imitator"), width: 1.75, untold: true}], ...more});

const modelLoss = trial => ({x: trial.training.metaSteps, lines: [
  {key: "modelLossFirst", values: trial.training.modelLossFirst, colour: fade("noUpdate", 0.8), width: 4},
  {key: "modelLossLast", values: trial.training.modelLossLast, colour: colour("teacher"), width: 1.75}]});

// Seven colours and five patterns: 35 pairs before one comes again, and neighbours differ in both.
const patterns = [null, [12, 4], [5, 3], [14, 4, 3, 4], [8, 3, 2, 3, 2, 3]];
function overlay(all, state) {
  const parts = trials.map((trial, i) => {
    const panel = trial.loss.panels[trial.loss.panels.length - 1];
    const c = colour("line-" + i % 7), dash = patterns[i % 5] || undefined;
    return panel ? {x: trial.loss.steps, lines: [
      panel.teacher && {key: i + "-teacher", groups: [String(i), "teachers"], values: panel.teacher.smooth, colour: c, width: 1.5, dash: [2, 3]},
      panel.imitator && {key: i + "-imitator", groups: [String(i)], values: panel.imitator.smooth, colour: c, width: 2, dash}].filter(Boolean), top: sensibleTop(panel)} : null;
  }).filter(p => p && p.lines.length);
  if (!parts.length) return {x: [], lines: []};
  const joined = uPlot.join(parts.map(p => [p.x, ...p.lines.map(l => l.values)]), parts.map(p => [0, ...p.lines.map(() => 1)]));
  const lines = parts.flatMap(p => p.lines).map((l, i) => ({...l, values: joined[i + 1]}));
  const tops = parts.map(p => p.top).filter(known);
  return {x: joined[0], lines, log: state.y === 1, logX: state.x === 1, height: 420, zero: true, top: tops.length ? Math.max(...tops) : undefined};
}

const figures = {
  loss: {of: loss, seeds: true, axes: true},
  against: {of: against},
  overlay: {of: overlay, axes: true},
  testLoss: {titled: true, of: t => overSeeds(t, "testLoss", {log: true})},
  testAccuracy: {titled: true, of: t => overSeeds(t, "testAccuracy", {limit: 100})},
  relativeDifference: {titled: true, of: t => overSeeds(t, "relativeDifference", {log: true, height: 300})},
  bias: {titled: true, of: t => overSeeds(t, "bias", {})},
  maxCell: {titled: true, of: t => overSeeds(t, "maxCell", {zero: true})},
  meanTheta: {titled: true, of: t => overSeeds(t, "meanTheta", {})},
  imitationLoss: {titled: true, of: t => meta(t, "imitationLoss", {log: true})},
  taskLoss: {titled: true, of: t => meta(t, "taskLoss", {})},
  validation: {titled: true, of: t => ({x: t.training.validation.metaSteps, lines: [{key: "validation", values: t.training.validation.losses, colour: colour("imitator"), width: 1.75, untold: true}], log: true})},
  modelLoss: {titled: true, of: modelLoss},
  learningRate: {titled: true, of: t => meta(t, "learningRate", {zero: true})},
};
