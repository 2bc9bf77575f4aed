// Asks the server whether there is a newer page, and puts its content in the place of this one's: the reader keeps the place, what is open
// and what was chosen.
(() => {
"use strict";
const sign = document.getElementById("live");
let tag = sign.dataset.tag, pressed = false;

// A chart that is being dragged over stays until the button is let go.
addEventListener("pointerdown", () => { pressed = true; });
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => { pressed = false; });

const show = (text, stopped) => {
  if (sign.textContent !== text) sign.textContent = text;
  sign.classList.toggle("stopped", stopped);
};

const detailsOf = () => [...document.querySelectorAll("main details")];
const nameOf = details => (details.querySelector("summary") || details).textContent;
const sortedBy = () => document.querySelector(".compared th[aria-sort]");

function choices() {
  const head = sortedBy(), field = document.getElementById("filter"), focus = document.activeElement;
  return {
    open: new Set(detailsOf().filter(d => d.open).map(nameOf)),
    shut: new Set(detailsOf().filter(d => !d.open).map(nameOf)),
    sort: head && [head.textContent, head.getAttribute("aria-sort")],
    filter: field && field.value,
    focus: focus && focus.id,
    caret: field && focus === field ? [field.selectionStart, field.selectionEnd] : null,
    at: [scrollX, scrollY],
    heights: [...document.querySelectorAll(".chart")].map(chart => chart.offsetHeight),
  };
}

function choose(before) {
  for (const details of detailsOf()) {
    if (before.open.has(nameOf(details))) details.open = true;
    else if (before.shut.has(nameOf(details))) details.open = false;
  }
  if (before.sort) {
    const head = [...document.querySelectorAll(".compared thead th")].find(h => h.textContent === before.sort[0]);
    for (let i = 0; i < 2 && head && head.getAttribute("aria-sort") !== before.sort[1]; i++) head.querySelector("button").click();
  }
  const field = document.getElementById("filter");
  if (field && before.filter) {
    field.value = before.filter;
    field.dispatchEvent(new Event("input"));
  }
  const focus = before.focus && document.getElementById(before.focus);
  if (focus) focus.focus({preventScroll: true});
  if (field && before.caret) field.setSelectionRange(...before.caret);
  scrollTo(...before.at);
}

function replace(text) {
  const next = new DOMParser().parseFromString(text, "text/html"), before = choices();
  dispatchEvent(new Event("replaced"));
  document.title = next.title;
  const styles = page => [...page.head.querySelectorAll("style")], textOf = page => styles(page).map(style => style.textContent).join("");
  if (textOf(next) !== textOf(document)) {
    styles(document).forEach(style => style.remove());
    document.head.append(...styles(next).map(style => document.adoptNode(style)));
  }
  for (const kind of ["header", "main"]) document.querySelector(kind).replaceWith(document.adoptNode(next.querySelector(kind)));
  // Until a chart is drawn, which is when it comes near, its place is as high as the chart was.
  document.querySelectorAll(".chart").forEach((chart, i) => { if (before.heights[i]) chart.style.minHeight = before.heights[i] + "px"; });
  document.querySelectorAll("body > script:not(#live-script)").forEach(old => old.remove());
  for (const script of next.querySelectorAll("body > script:not(#live-script)")) {
    // One that was parsed is never run; a new one with its text is.
    const again = document.createElement("script");
    for (const {name, value} of script.attributes) again.setAttribute(name, value);
    again.textContent = script.textContent;
    document.body.insertBefore(again, sign);
  }
  tag = next.getElementById("live").dataset.tag;
  choose(before);
}

async function look() {
  let pause = 1000;
  try {
    const answer = await fetch(location.pathname, {headers: {"If-None-Match": tag}, cache: "no-store", signal: AbortSignal.timeout(30000)});
    if (answer.status === 404) {
      show("the run is gone", true);
    } else {
      const text = answer.status === 200 ? await answer.text() : null;
      if (text !== null && !pressed) replace(text);
      show("live", false);
    }
  } catch (nobody) {
    show("stopped", true);
    pause = 3000;
  }
  setTimeout(look, pause);
}
setTimeout(look, 1000);
})();
