/* "Lock audit": search over running and finished requests. What is asked stands in the address, so it can be sent on. */
import { element, field, filled, link } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { OUTCOMES, outcomeWords } from "../shared/words.js";
import { HOME, audit, bar, page, parameters } from "./frame.js";
import { queueCounts, queuePanel } from "./queues.js";
import { COLUMNS, requestTable } from "./requests.js";

const ROWS = 25;

const FIELDS = [
  ["accountName", "Account", "app_user or app_*"],
  ["instanceId", "Instance or cluster", "orders-db or orders-*"],
  ["provider", "Cloud", [["", "all"]]], // and those that are configured
  ["requester", "Requested by", "user name"],
  ["approver", "Approved by", "user name"],
  ["person", "All who took part", "user, another user"],
  ["action", "Asked for", [["", "all"], ["lock", "Lock"], ["unlock", "Unlock"]]],
  ["outcome", "Outcome", [["", "all"], ["RUNNING", "Not ended yet"], ...Object.keys(OUTCOMES).map((each) => [each, outcomeWords("", each)])]],
  ["urgency", "Urgency", [["", "all"], ["normal", "normal"], ["emergency", "emergency"]]],
  ["from", "Requested from", "date"],
  ["to", "Requested before", "date"],
];

/** Conditions that other pages lead here with. */
const KEPT = {
  policy: (digest) => `decided by the policy with the SHA-256 ${digest}`,
  evidenceKey: (id) => `with entries sealed by the evidence key ${id}`,
  took: (asked) => `that took as long as the controls report says (${asked})`,
};

export const searchPage = {
  id: "lock-audit-search",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit" },
  render(node, { api }) {
    page(node, api, "Lock audit", async () => {
      const asked = parameters();
      const first = Number(asked.get("first") || 0);
      const [me, clouds] = await Promise.all([read(`${audit(api)}/me`), read(`${audit(api)}/clouds`)]);
      const [found, counts] = await Promise.all([
        read(`${audit(api)}/requests`, { ...Object.fromEntries(asked), max: ROWS, first }),
        me.seesAll ? queueCounts(api) : [],
      ]);
      const panel = counts.length && ![...asked.keys()].length ? [queuePanel(counts)] : [];
      const form = searchForm(asked, Object.entries(clouds), counts);
      return [...panel, form, ...only(asked, counts), ...results(api, asked, found, first)];
    });
  },
};

/** What the list is narrowed to by a queue, or by the page that led here. */
function only(asked, counts) {
  const parts = [];
  const chosen = counts.find(({ queue }) => queue.id === asked.get("queue"));
  if (chosen) {
    parts.push(element("h2", "", chosen.queue.title), element("p", "", chosen.queue.explanation));
  }
  for (const [name, words] of Object.entries(KEPT)) {
    if (asked.get(name)) {
      const note = element("p", "lock-audit-only-these");
      note.append(`Only requests ${words(asked.get(name))}. `, link(address(asked, { [name]: "", first: "" }), "Show all"));
      parts.push(note);
    }
  }
  return parts;
}

function searchForm(asked, clouds, counts) {
  const form = element("form", "lock-audit-search");
  form.setAttribute("role", "search");
  if (counts.length) {
    const queues = counts.map(({ queue }) => [queue.id, queue.title]);
    form.append(field("queue", "Queue", [["", "all"], ...queues], asked.get("queue") || ""));
  }
  for (const [name, label, kind] of FIELDS) {
    const choices = name === "provider" ? [...kind, ...clouds] : kind;
    form.append(field(name, label, choices, asked.get(name) || ""));
  }
  const buttons = element("div", "lock-audit-buttons");
  const search = element("button", "btn btn-primary", "Search");
  search.type = "submit";
  buttons.append(search, link(HOME, "Clear", "btn btn-default"));
  form.append(buttons);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const next = new URLSearchParams(filled(form));
    for (const kept of ["sort", "order", ...Object.keys(KEPT)]) {
      if (asked.get(kept)) {
        next.set(kept, asked.get(kept));
      }
    }
    window.location.hash = next.size ? `${HOME}?${next}` : HOME;
  });
  return form;
}

function results(api, asked, found, first) {
  if (found.total === 0) {
    const empty = [...asked.keys()].length
      ? "No request matches. Search with fewer conditions, or with a beginning and * (app_*)."
      : "There is no request yet. People ask for a lock in Tasklist: “Start process”, then “Account lock”.";
    return [element("p", "lock-audit-note", empty)];
  }
  const list = requestTable(found.rows);
  sortable(list, asked);
  const last = first + found.rows.length;
  const summary = element("p", "lock-audit-count", `${first + 1} to ${last} of ${found.total.toLocaleString()} requests`);
  return [counts(asked, found.byOutcome), bar(summary, ...files(api, asked)), list, bar(...steps(asked, first, last, found.total))];
}

/** How many by outcome; each leads to its list. */
function counts(asked, byOutcome) {
  const list = element("ul", "lock-audit-counts");
  for (const [outcome, count] of Object.entries(byOutcome).sort(([, one], [, other]) => other - one)) {
    const words = outcome === "RUNNING" ? "Not ended yet" : outcomeWords(asked.get("action") || "", outcome);
    const item = element("li");
    const chosen = asked.get("outcome") === outcome;
    item.append(link(address(asked, { outcome: chosen ? "" : outcome, first: "" }), `${words}: ${count.toLocaleString()}`, chosen ? "chosen" : ""));
    list.append(item);
  }
  return list;
}

function files(api, asked) {
  return ["csv", "json"].map((type) => {
    const query = new URLSearchParams(asked);
    query.delete("first");
    const file = link(`${audit(api)}/requests.${type}?${query}`, type.toUpperCase(), "btn btn-default btn-sm");
    file.download = `lock-audit.${type}`;
    file.title = "Everything that matches, not this page only";
    return file;
  });
}

function steps(asked, first, last, total) {
  const steps = [];
  if (first > 0) {
    steps.push(link(address(asked, { first: Math.max(0, first - ROWS) || "" }), "← Previous page", "btn btn-default btn-sm"));
  }
  if (last < total) {
    steps.push(link(address(asked, { first: last }), "Next page →", "btn btn-default btn-sm"));
  }
  return steps;
}

function sortable(list, asked) {
  const sort = asked.get("sort") || "requestedAt";
  const ascending = asked.get("order") === "asc";
  [...list.tHead.rows[0].cells].forEach((cell, index) => {
    const [name, column] = COLUMNS[index];
    if (!column) {
      return;
    }
    const chosen = sort === column;
    const next = { sort: column, order: chosen && !ascending ? "asc" : "", first: "" };
    cell.replaceChildren(link(address(asked, next), name + (chosen ? (ascending ? " ↑" : " ↓") : "")));
    cell.setAttribute("aria-sort", chosen ? (ascending ? "ascending" : "descending") : "none");
  });
}

/** This page's address with some parameters changed; an empty one is left out. */
export function address(asked, changed) {
  const next = new URLSearchParams(asked);
  for (const [name, value] of Object.entries(changed)) {
    if (value === "") {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next.size ? `${HOME}?${next}` : HOME;
}
