//===- PageAssets.cpp - Style and script of an HTML page ------------------===//

#include "Page.h"

const char *const quantx::report::pageStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #1b2130; --soft: #5a6478;
  --rule: #dde1e8; --hover: #eef2f9; --accent: #2456b8;
  --bad: #c0322b; --fair: #b7791f; --good: #2f7d5b; --exact: #6b7688;
  --bars: #7c93bd; --cut: rgba(192, 50, 43, 0.16); --chosen: #8a7bb8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151c; --card: #1b202a; --ink: #e6e9ef; --soft: #9aa5b8;
    --rule: #303847; --hover: #242b38; --accent: #8fb4ff;
    --bad: #ff7b72; --fair: #e3b341; --good: #5cc795; --exact: #8b95a7;
    --bars: #6d86b4; --cut: rgba(255, 123, 114, 0.2); --chosen: #a595d6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 28px; }
footer { padding-bottom: 32px; font-size: 13px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h1 .soft { font-weight: 400; }
h2 { font-size: 17px; margin: 0 0 12px; }
p { margin: 0 0 12px; }
.soft { color: var(--soft); }
section {
  background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 18px 20px; margin: 0 0 18px;
}
.tiles {
  display: grid; gap: 12px; margin: 18px 0;
  grid-template-columns: repeat(auto-fit, minmax(190px, 1fr));
}
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 16px; }
.tile dt { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.tile dd { margin: 0; }
.tile b { display: block; font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums; }
.tile span { font-size: 13px; display: block; }
.overview { display: flex; gap: 8px; height: 170px; }
.overview svg { flex: 1; min-width: 0; height: 100%; border-bottom: 1px solid var(--rule); }
.scale { display: flex; flex-direction: column; justify-content: space-between; font-size: 12px; text-align: right; line-height: 1; }
.overview .grid { stroke: var(--rule); stroke-width: 1; vector-effect: non-scaling-stroke; }
.overview .hit { fill: transparent; }
.overview a:hover .hit, .overview a:focus .hit { fill: var(--hover); }
.overview a:focus { outline: none; }
rect.bad { fill: var(--bad); } rect.fair { fill: var(--fair); }
rect.good { fill: var(--good); } rect.exact { fill: var(--exact); }
.alone { stroke: var(--ink); stroke-width: 2; vector-effect: non-scaling-stroke; }
.legend { font-size: 13px; margin: 10px 0 0; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin: 0 6px 0 14px; vertical-align: -1px; }
.legend > span { white-space: nowrap; }
.legend > span:first-child .key { margin-left: 0; }
.key.bad { background: var(--bad); } .key.fair { background: var(--fair); }
.key.good { background: var(--good); } .key.line { background: var(--ink); height: 2px; vertical-align: 4px; }
.controls { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; margin-bottom: 12px; font-size: 14px; }
.controls[hidden] { display: none; }
input[type=search], select {
  font: inherit; color: inherit; background: var(--page);
  border: 1px solid var(--rule); border-radius: 6px; padding: 5px 8px; margin-left: 4px;
}
input[type=search] { width: 220px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 7px 10px; border-top: 1px solid var(--rule); vertical-align: top; font-weight: 400; }
thead th { border-top: 0; color: var(--soft); font-size: 13px; vertical-align: bottom; }
thead button { all: unset; cursor: pointer; }
thead button:focus-visible, .toggle:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
th[aria-sort] { color: var(--ink); font-weight: 600; }
th[aria-sort=ascending] button::after { content: " \2191"; }
th[aria-sort=descending] button::after { content: " \2193"; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .num { white-space: normal; }
thead .num[aria-sort] { white-space: nowrap; }
.name { overflow-wrap: anywhere; min-width: 130px; }
button.toggle { all: unset; cursor: pointer; display: block; padding-left: 16px; position: relative; }
button.toggle::before { content: "\25B8"; position: absolute; left: 0; color: var(--soft); }
button.toggle[aria-expanded=true]::before { content: "\25BE"; }
tbody:hover > tr:first-child { background: var(--hover); }
.sqnr { min-width: 92px; }
.sqnr.bad { color: var(--bad); } .sqnr.fair { color: var(--fair); }
.sqnr.bad, .sqnr.fair { font-weight: 600; }
.meter { height: 4px; border-radius: 2px; background: var(--rule); margin-top: 4px; }
.meter div { height: 4px; border-radius: 2px; background: var(--exact); }
.bad .meter div { background: var(--bad); } .fair .meter div { background: var(--fair); }
.good .meter div { background: var(--good); }
.details > td { border-top: 0; padding: 4px 10px 18px; }
.detail { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 12px 32px; }
figure { margin: 0; }
.histogram { display: block; width: 100%; height: 150px; background: var(--page); border-radius: 4px; }
.bars { fill: var(--bars); } .cut { fill: var(--cut); }
.limit { stroke: var(--bad); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.ends { display: flex; justify-content: space-between; font-size: 12px; }
figcaption { font-size: 12px; margin-top: 6px; }
.tracks { list-style: none; margin: 6px 0 0; padding: 0; font-size: 13px; }
.tracks li { display: grid; grid-template-columns: 1fr 1fr auto; gap: 0 12px; margin-bottom: 6px; font-variant-numeric: tabular-nums; }
.track { grid-column: 1 / -1; position: relative; height: 5px; background: var(--rule); border-radius: 3px; overflow: hidden; }
.track div { position: absolute; top: 0; bottom: 0; background: var(--chosen); border-radius: 3px; }
.track .stored { background: var(--accent); }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 3px 16px; margin: 0; align-content: start; font-size: 13px; }
.facts dt, .terms dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.terms { display: grid; grid-template-columns: auto 1fr; gap: 8px 20px; margin: 0; font-size: 14px; }
.terms dd { margin: 0; max-width: 75ch; }
summary { cursor: pointer; padding: 3px 0; }
.names { margin: 4px 0 12px; font-size: 13px; columns: 2 360px; overflow-wrap: anywhere; }
@media (max-width: 760px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  header { padding-top: 18px; }
  h1 { font-size: 20px; }
  section { padding: 14px 12px; }
  .wide { display: none; }
  th, td { padding: 7px 6px; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 8px; }
  .tile { padding: 10px 12px; }
  .tile b { font-size: 19px; }
  .overview { height: 130px; }
  .detail { grid-template-columns: minmax(0, 1fr); }
  .terms { grid-template-columns: 1fr; gap: 2px; }
  .terms dd { margin-bottom: 8px; }
  .key { margin-left: 8px; }
  .legend { line-height: 1.9; }
  .details > td { padding-left: 4px; padding-right: 4px; }
}
@media print { .controls { display: none; } body { background: none; } }
)css";

const char *const quantx::report::pageScript = R"js(
"use strict";
(() => {
  const table = document.querySelector("table.layers");
  const bodies = Array.from(table.tBodies);
  const byId = (id) => document.getElementById(id);

  const open = (body, state) => {
    body.rows[1].hidden = !state;
    body.querySelector(".toggle").setAttribute("aria-expanded", state);
  };
  for (const body of bodies) {
    const text = body.querySelector(".toggle");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toggle";
    button.append(...text.childNodes);
    button.setAttribute("aria-controls", body.rows[1].id);
    text.replaceWith(button);
    button.addEventListener("click", () => open(body, body.rows[1].hidden));
    open(body, false);
  }
  const openTarget = () => {
    const body = byId(location.hash.slice(1));
    if (!body || body.tagName !== "TBODY") return;
    body.hidden = false;
    open(body, true);
    body.scrollIntoView({block: "start"});
  };
  addEventListener("hashchange", openTarget);
  document.querySelector(".overview").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && link.getAttribute("href") === location.hash) openTarget();
  });

  const key = (body, column) => {
    const text = body.dataset.keys.split(";")[column];
    if (text !== "") return Number(text);
    return body.rows[0].cells[column].textContent;
  };
  const compare = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b, "en", {numeric: true});
  const headings = Array.from(table.tHead.rows[0].cells);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const sign = ascending ? 1 : -1;
      bodies.sort((a, b) => sign * compare(key(a, column), key(b, column)));
      table.append(...bodies);
    });
  });

  const filter = () => {
    const part = byId("filter").value.trim().toLowerCase();
    const storage = byId("storage").value;
    let shown = 0;
    for (const body of bodies) {
      const [, name, stored] = body.rows[0].cells;
      const clipped = key(body, 7) > 0 || key(body, 8) > 0;
      const fits = name.textContent.toLowerCase().includes(part) &&
          (storage === "" || stored.textContent === storage) &&
          (!byId("clipped").checked || clipped);
      body.hidden = !fits;
      shown += fits;
    }
    byId("shown").textContent = shown + " of " + bodies.length + " layers";
  };
  const controls = document.querySelector(".controls");
  controls.addEventListener("input", filter);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.hidden = false;
  filter();
  openTarget();
})();
)js";
