/* One merged timeline of the engine's history and the ledger. */
import { button, element, lasting, time, told } from "../shared/page.js";
import { actor } from "./people.js";

const AT_ONCE = 200;

const KINDS = [
  ["request", "Request"],
  ["approval", "Approvals"],
  ["comment", "Comments"],
  ["refused", "Refused attempts"],
  ["decision", "Decisions"],
  ["state", "States"],
  ["call", "Cloud calls"],
  ["verification", "Verification"],
  ["end", "End"],
  ["operation", "Operations"],
  ["incident", "Incidents"],
  ["task", "Tasks"],
  ["activity", "Activities"],
  ["variable", "Variables"],
  ["job", "Jobs"],
];

/** What only engineers ask for is not shown at first; what stands out always is. */
const QUIET = new Set(["activity", "variable", "job"]);

export function timeline(rows) {
  const chosen = new Set(KINDS.map(([kind]) => kind).filter((kind) => !QUIET.has(kind)));
  const box = element("div", "lock-audit-timeline");
  const list = element("ol");
  const count = element("p", "lock-audit-count");
  count.setAttribute("role", "status");
  const more = button("btn btn-default btn-sm", "Show more", () => append());
  let shown = [];
  let at = 0;

  function restart() {
    shown = rows.filter((row) => row.danger || chosen.has(row.kind));
    at = 0;
    list.replaceChildren();
    append();
  }

  function append() {
    const next = shown.slice(at, at + AT_ONCE);
    list.append(...next.map((row, index) => item(row, shown[at + index - 1])));
    at += next.length;
    more.hidden = at >= shown.length;
    count.textContent = `${at.toLocaleString()} of ${shown.length.toLocaleString()} lines shown, ${rows.length.toLocaleString()} in all`;
  }

  box.append(filters(rows, chosen, restart), count, list, more);
  restart();
  return box;
}

function filters(rows, chosen, changed) {
  const set = element("fieldset", "lock-audit-kinds");
  set.append(element("legend", "sr-only", "Show"));
  for (const [kind, words] of KINDS) {
    const count = rows.filter((row) => row.kind === kind).length;
    const label = element("label", count ? "" : "none");
    const box = element("input");
    box.type = "checkbox";
    box.checked = chosen.has(kind);
    box.addEventListener("change", () => {
      chosen[box.checked ? "add" : "delete"](kind);
      changed();
    });
    label.append(box, ` ${words} (${count})`);
    set.append(label);
  }
  return set;
}

function item(row, before) {
  const node = element("li", `lock-audit-line ${row.kind} ${row.source}${row.danger ? " danger" : ""}`);
  const moment = time(row.at, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" });
  const day = new Date(row.at).toDateString();
  if (!before || new Date(before.at).toDateString() !== day) {
    const date = element("div", "lock-audit-day", new Date(row.at).toLocaleDateString(undefined, { dateStyle: "full" }));
    node.append(date);
  }
  const what = element("div", "lock-audit-what");
  const title = element("strong");
  title.append(row.danger ? "⚠ " : "", ...told(row.title));
  what.append(title);
  if (row.who) {
    what.append(" by ", ...actor(row.who, (row.facts.standsInFor || "").split("\t")[0]));
  }
  if (row.millis !== null && row.millis !== undefined) {
    what.append(element("span", "lock-audit-lasting", lasting(row.millis)));
  }
  if (row.detail) {
    const detail = element("div", "lock-audit-detail");
    detail.append(...told(row.detail));
    what.append(detail);
  }
  const facts = Object.entries(row.facts || {});
  if (facts.length) {
    what.append(details(row.source === "ledger" ? "sealed facts" : "details", row.source, () => factList(facts)));
  }
  if (row.answer) {
    what.append(details("answer of the cloud, kept beside the ledger", row.source, () => element("p", "lock-audit-answer", row.answer)));
  }
  const line = element("div", "lock-audit-row");
  line.append(moment, element("span", `lock-audit-source ${row.source}`, row.source === "ledger" ? "ledger" : "engine"), what);
  node.append(line);
  return node;
}

/** Made only when it is opened: a long timeline has thousands. On paper those of the ledger are open. */
function details(name, source, content) {
  const node = element("details", source);
  node.append(element("summary", "", name));
  const make = () => node.childElementCount > 1 || node.append(content());
  node.addEventListener("toggle", make);
  node.addEventListener("paper", make);
  return node;
}

function factList(facts) {
  const list = element("dl");
  for (const [name, text] of facts) {
    list.append(element("dt", "", name), element("dd", "", text));
  }
  return list;
}

/** Opens the sealed facts for paper, and closes again what the reader had closed. */
window.addEventListener("beforeprint", () => {
  for (const node of document.querySelectorAll(".lock-audit-what details.ledger:not([open])")) {
    node.dispatchEvent(new Event("paper"));
    node.open = true;
    node.dataset.paper = "yes";
  }
});
window.addEventListener("afterprint", () => {
  for (const node of document.querySelectorAll(".lock-audit-what details[data-paper]")) {
    node.open = false;
    delete node.dataset.paper;
  }
});
