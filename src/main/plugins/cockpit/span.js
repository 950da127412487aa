/* A span of days, as the reports ask for it. What is asked stands in the address. */
import { element, field, link } from "../shared/page.js";

const DAY = 86400000;

/** The last thirty days, if nothing else is asked for. */
export function spanOf(asked) {
  return {
    from: asked.get("from") || new Date(Date.now() - 30 * DAY).toISOString().slice(0, 10),
    to: asked.get("to") || new Date(Date.now() + DAY).toISOString().slice(0, 10),
  };
}

/** A month in UTC, as the fields are; how many after this one. */
function month(later) {
  const first = (after) => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + after, 1)).toISOString().slice(0, 10);
  };
  return { from: first(later), to: first(later + 1) };
}

/**
 * @param more further fields: name, label, kind
 * @param buttons behind "Show"
 */
export function spanForm(address, asked, more = [], ...buttons) {
  const form = element("form", "lock-audit-search");
  for (const [name, label, kind] of [["from", "From (UTC)", "date"], ["to", "Before (UTC)", "date"], ...more]) {
    const node = field(name, label, kind, (asked[name] || "").slice(0, kind === "date" ? 10 : undefined));
    node.querySelector("[name]").required = kind === "date";
    form.append(node);
  }
  const bar = element("div", "lock-audit-buttons");
  const show = element("button", "btn btn-primary", "Show");
  show.type = "submit";
  const months = [["This month", 0], ["Last month", -1]].map(([words, later]) => {
    const given = Object.entries({ ...asked, ...month(later) }).filter(([, value]) => value);
    return link(`${address}?${new URLSearchParams(given)}`, words, "btn btn-default");
  });
  bar.append(show, ...months, ...buttons);
  form.append(bar);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = [...new FormData(form)].filter(([, value]) => value.trim() !== "");
    window.location.hash = `${address}?${new URLSearchParams(given)}`;
  });
  return form;
}
