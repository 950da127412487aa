/* The controls report: over a span of time, on the page, on paper, as one HTML file. */
import { button, dayOf, element, lasting, link, row, table, time } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, audit, page, parameters } from "./frame.js";
import { withCsv } from "./csv.js";
import { happeningTable, happeningsHref } from "./happenings.js";
import { spanForm, spanOf } from "./span.js";

/** No request lasts longer than this many milliseconds. */
const FOR_EVER = 999999999999;

export const controlsPage = {
  id: "lock-audit-controls",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/controls" },
  render(node, { api }) {
    page(node, api, "Controls report", async () => {
      const span = spanOf(parameters());
      const report = await read(`${audit(api)}/report/controls`, span);
      const print = button("btn btn-default", "Print", () => window.print());
      const keep = button("btn btn-default", "Save as HTML", () => save(dayOf(span.from), dayOf(span.to)));
      return [spanForm(`${HOME}/controls`, span, [], print, keep), reportNode(span, report)];
    });
  },
};

function reportNode(span, report) {
  const node = element("article", "lock-audit-report");
  const range = element("p", "");
  range.append("From ", time(report.from), " until before ", time(report.to), `. Times are those of ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`);
  const summary = table(
    "table-condensed lock-audit-summary",
    ["Control", "#How many"],
    report.controls.map((control) => row(link(`#${control.id}`, control.title), all(span, control))),
  );
  for (const anchor of summary.querySelectorAll("td:first-child a")) {
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      node.querySelector(`[id="${anchor.getAttribute("href").slice(1)}"]`).scrollIntoView();
    });
  }
  node.append(range, ...withCsv("controls", summary), element("h2", "", "How long it took"), plots(span, report.spreads));
  for (const control of report.controls) {
    node.append(controlNode(span, control));
  }
  return node;
}

/** The number, leading to each of what it counts. */
function all(span, control) {
  const way = link(happeningsHref({ ...span, control: control.id }), control.count.toLocaleString());
  way.setAttribute("aria-label", `${control.count.toLocaleString()}: show all of “${control.title}”`);
  return way;
}

function controlNode(span, control) {
  const node = element("section");
  node.id = control.id;
  const head = element("h2", "", `${control.title} (`);
  head.append(all(span, control), ")");
  node.append(head, element("p", "", control.explanation));
  if (!control.count) {
    return node;
  }
  node.append(happeningTable(control.lines));
  if (control.count > control.lines.length) {
    const more = element("p", "lock-audit-note", `The newest ${control.lines.length} are shown. `);
    more.append(link(happeningsHref({ ...span, control: control.id }), `All ${control.count.toLocaleString()}`));
    node.append(more);
  }
  return node;
}

function plots(span, spreads) {
  const node = element("div", "lock-audit-plots");
  for (const spread of spreads) {
    const figure = element("figure");
    const caption = element("figcaption", "", spread.title);
    const words = element("small");
    if (spread.count) {
      const requests = `${spread.count.toLocaleString()} ${spread.count === 1 ? "request" : "requests"}`;
      words.append(link(tookHref(span, spread.id), requests), `, median ${lasting(spread.median)}, 95th percentile ${lasting(spread.p95)}`);
    } else {
      words.textContent = "No request got that far.";
    }
    caption.append(words);
    figure.append(caption);
    if (spread.count) {
      figure.append(plot(span, spread));
    }
    node.append(figure);
  }
  return node;
}

function tookHref(span, took) {
  return `${HOME}?${new URLSearchParams({ ...span, took })}`;
}

function svg(name, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) {
    node.setAttribute(attribute, value);
  }
  node.textContent = text ?? "";
  return node;
}

/** Bars from top to bottom, one a range of durations. */
function plot(span, spread) {
  const used = spread.bars.filter((bar) => bar.count);
  const shown = spread.bars.slice(spread.bars.indexOf(used[0]), spread.bars.indexOf(used.at(-1)) + 1);
  const most = Math.max(...shown.map((bar) => bar.count));
  const drawing = svg("svg", { viewBox: `0 0 360 ${shown.length * 22}`, width: 360, height: shown.length * 22, role: "group", "aria-label": spread.title });
  shown.forEach((bar, index) => {
    const y = index * 22;
    const width = (bar.count / most) * 200;
    drawing.append(
      svg("text", { x: 70, y: y + 15, "text-anchor": "end", "font-size": 12 }, bar.label),
      svg("rect", { x: 78, y: y + 3, width, height: 16, fill: "#155cb5" }),
      number(span, spread, bar, { x: 84 + width, y: y + 15, "font-size": 12 }),
    );
  });
  return drawing;
}

/** How many are behind a bar, leading to them. */
function number(span, spread, bar, place) {
  const count = bar.count.toLocaleString();
  if (!bar.count) {
    return svg("text", place, count);
  }
  const before = spread.bars[spread.bars.indexOf(bar) - 1];
  const range = `${spread.id}.${before ? before.below : 0}.${Math.min(bar.below, FOR_EVER)}`;
  const way = svg("a", { href: tookHref(span, range), "aria-label": `${bar.label}: ${count}` });
  way.append(svg("text", { ...place, fill: "#155cb5" }, count));
  return way;
}

/** The report as it stands on the page, in one file that needs nothing else. */
function save(from, to) {
  const copy = document.implementation.createHTMLDocument(`Controls report ${from} to ${to}`);
  const style = copy.createElement("style");
  style.textContent = "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:70em}table{border-collapse:collapse}td,th{border-top:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}small{display:block}";
  copy.head.append(style);
  const body = copy.importNode(document.querySelector(".lock-audit-report"), true);
  for (const button of body.querySelectorAll("button")) {
    button.remove();
  }
  for (const anchor of body.querySelectorAll("a")) {
    anchor.replaceWith(...anchor.childNodes);
  }
  copy.body.append(copy.importNode(element("h1", "", "Account Lock Flow: controls report"), true), body);
  const file = element("a");
  file.href = URL.createObjectURL(new Blob([`<!doctype html>${copy.documentElement.outerHTML}`], { type: "text/html" }));
  file.download = `controls-${from}-${to}.html`;
  file.click();
  URL.revokeObjectURL(file.href);
}
