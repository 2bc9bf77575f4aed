(() => {
"use strict";
const table = document.querySelector(".compared"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
const rows = [...body.rows], figure = document.querySelector(".parallel");
const lineOf = new Map(rows.map((row, i) => [row, figure && figure.querySelector(`g[data-group="${i}"]`)]));

// Numbers by their size and before texts; what is not known comes last either way.
const number = text => text.trim() === "" ? NaN : Number(text);
const order = (a, b, sign) => {
  if (a === "" || b === "") return (a === "") - (b === "");
  const x = number(a), y = number(b), known = !Number.isNaN(x), others = !Number.isNaN(y);
  return sign * (known && others ? x - y : known !== others ? (known ? -1 : 1) : a.localeCompare(b, "en", {numeric: true}));
};
const sort = column => {
  const head = heads[column], sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  heads.forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  rows.sort((a, b) => order(a.cells[column].dataset.value, b.cells[column].dataset.value, sign));
  body.append(...rows);
};
heads.forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(column));
  head.replaceChildren(button);
});

// Every word has to be there, as a part of any text of the row.
const field = document.getElementById("filter"), count = document.getElementById("count");
const filter = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
  let shown = 0;
  for (const row of rows) {
    const text = [...row.cells].map((cell, i) => heads[i].textContent + "=" + cell.textContent).join(" ").toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
    shown += row.hidden ? 0 : 1;
    const line = lineOf.get(row);
    if (line) line.toggleAttribute("hidden", row.hidden);
  }
  count.textContent = `${shown} of ${rows.length}`;
};
field.addEventListener("input", filter);
document.querySelector(".filter").hidden = false;
filter();

// A row that is pointed at or has the focus shows its line.
if (figure) {
  const show = (row, on) => {
    figure.classList.toggle("one", on);
    lineOf.get(row).classList.toggle("on", on);
  };
  for (const row of rows) {
    for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      row.addEventListener(type, () => show(row, on));
    }
  }
}
})();
