// Numbers as a person reads them, the same in every locale.
const known = v => v != null && isFinite(v);
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
