// What a chart shows at this moment, as a table: the visible steps, a column for each visible curve and for its points or its band.
function csv(chart, lines, quantity, [min, max]) {
  const quoted = text => /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  const head = [chart.along, ...lines.map(l => [quantity, l.label, l.sort].filter(Boolean).join("; "))].map(quoted);
  const rows = chart.x.map((x, i) => x >= min && x <= max ? [x, ...lines.map(l => known(l.values[i]) ? String(l.values[i]) : "")] : null);
  return [head, ...rows.filter(Boolean)].map(row => row.join(",") + "\r\n").join("");
}

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "text/csv;charset=utf-8"}));
  link.download = name.replace(/[^\p{L}\p{N}._]+/gu, "-").replace(/^[-.]+|-+(?=\.csv$)/g, "");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
