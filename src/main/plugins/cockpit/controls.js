/* The controls report: over a span of time, on the page, on paper, as one HTML file. */
import { button, element, lasting, link, row, table, time } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, audit, page, parameters, requestHref } from "./frame.js";

const DAY = 86400000;

export const controlsPage = {
  id: "lock-audit-controls",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/controls" },
  render(node, { api }) {
    page(node, api, "Controls report", async () => {
      const asked = parameters();
      const from = asked.get("from") || new Date(Date.now() - 30 * DAY).toISOString().slice(0, 10);
      const to = asked.get("to") || new Date(Date.now() + DAY).toISOString().slice(0, 10);
      const report = await read(`${audit(api)}/controls`, { from, to });
      return [span(from, to), reportNode(report)];
    });
  },
};

function span(from, to) {
  const form = element("form", "lock-audit-search");
  for (const [name, label, value] of [
    ["from", "From (UTC)", from],
    ["to", "Before (UTC)", to],
  ]) {
    const field = element("label", "", label);
    const input = element("input", "form-control input-sm");
    input.type = "date";
    input.name = name;
    input.value = value;
    input.required = true;
    field.append(input);
    form.append(field);
  }
  const buttons = element("div", "lock-audit-buttons");
  const show = element("button", "btn btn-primary", "Show");
  show.type = "submit";
  buttons.append(
    show,
    button("btn btn-default", "Print", () => window.print()),
    button("btn btn-default", "Save as HTML", () => save(from, to)),
  );
  form.append(buttons);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.location.hash = `${HOME}/controls?${new URLSearchParams(new FormData(form))}`;
  });
  return form;
}

function reportNode(report) {
  const node = element("article", "lock-audit-report");
  const range = element("p", "");
  range.append("From ", time(report.from), " until before ", time(report.to), ".");
  const summary = table(
    "table-condensed lock-audit-summary",
    ["Control", "How many"],
    report.controls.map((control) => row(link(`#${control.id}`, control.title), control.count.toLocaleString())),
  );
  for (const anchor of summary.querySelectorAll("a")) {
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      node.querySelector(`[id="${anchor.getAttribute("href").slice(1)}"]`).scrollIntoView();
    });
  }
  node.append(range, summary, element("h2", "", "How long it took"), plots(report.spreads));
  for (const control of report.controls) {
    node.append(controlNode(control));
  }
  return node;
}

function controlNode(control) {
  const node = element("section");
  node.id = control.id;
  node.append(element("h2", "", `${control.title} (${control.count.toLocaleString()})`), element("p", "", control.explanation));
  if (!control.count) {
    return node;
  }
  node.append(
    table(
      "table-condensed",
      ["When", "Who", "What", "Request"],
      control.lines.map((line) =>
        row(time(line.at), line.who, line.problem ? `${line.what} (not to be relied on: ${line.problem})` : line.what, link(requestHref(line.requestId), line.requestId)),
      ),
    ),
  );
  if (control.count > control.lines.length) {
    node.append(element("p", "lock-audit-note", `The newest ${control.lines.length} are shown; “audit export” has them all.`));
  }
  return node;
}

function plots(spreads) {
  const node = element("div", "lock-audit-plots");
  for (const spread of spreads) {
    const figure = element("figure");
    const caption = element("figcaption", "", spread.title);
    const words = spread.count
      ? `${spread.count.toLocaleString()} ${spread.count === 1 ? "request" : "requests"}, median ${lasting(spread.median)}, 95th percentile ${lasting(spread.p95)}`
      : "No request got that far.";
    caption.append(element("small", "", words));
    figure.append(caption);
    if (spread.count) {
      figure.append(plot(spread, words));
    }
    node.append(figure);
  }
  return node;
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
function plot(spread, words) {
  const used = spread.bars.filter((bar) => bar.count);
  const shown = spread.bars.slice(spread.bars.indexOf(used[0]), spread.bars.indexOf(used.at(-1)) + 1);
  const most = Math.max(...shown.map((bar) => bar.count));
  const drawing = svg("svg", { viewBox: `0 0 360 ${shown.length * 22}`, width: 360, height: shown.length * 22, role: "img", "aria-label": `${spread.title}: ${words}` });
  shown.forEach((bar, index) => {
    const y = index * 22;
    const width = (bar.count / most) * 200;
    drawing.append(
      svg("text", { x: 70, y: y + 15, "text-anchor": "end", "font-size": 12 }, bar.label),
      svg("rect", { x: 78, y: y + 3, width, height: 16, fill: "#155cb5" }),
      svg("text", { x: 84 + width, y: y + 15, "font-size": 12 }, bar.count.toLocaleString()),
    );
  });
  return drawing;
}

/** The report as it stands on the page, in one file that needs nothing else. */
function save(from, to) {
  const copy = document.implementation.createHTMLDocument(`Controls report ${from} to ${to}`);
  const style = copy.createElement("style");
  style.textContent = "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:70em}table{border-collapse:collapse}td,th{border-top:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}small{display:block}";
  copy.head.append(style);
  const body = copy.importNode(document.querySelector(".lock-audit-report"), true);
  for (const anchor of body.querySelectorAll("a")) {
    anchor.replaceWith(anchor.textContent);
  }
  copy.body.append(copy.importNode(element("h1", "", "Account Lock Flow: controls report"), true), body);
  const file = element("a");
  file.href = URL.createObjectURL(new Blob([`<!doctype html>${copy.documentElement.outerHTML}`], { type: "text/html" }));
  file.download = `controls-${from}-${to}.html`;
  file.click();
  URL.revokeObjectURL(file.href);
}
