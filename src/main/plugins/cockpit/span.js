/* A span of days, as the reports ask for it. What is asked stands in the address. */
import { beginOf, element, field, filled, link } from "../shared/page.js";

/** The last thirty days, if nothing else is asked for. */
export function spanOf(asked) {
  return {
    from: asked.get("from") || beginOf(-30),
    to: asked.get("to") || beginOf(1),
  };
}

/** A month of the person here; how many after this one. */
function month(later) {
  const first = (after) => {
    const now = new Date();
    return beginOf(new Date(now.getFullYear(), now.getMonth() + after, 1).toLocaleDateString("sv"));
  };
  return { from: first(later), to: first(later + 1) };
}

/**
 * @param more further fields: name, label, kind
 * @param buttons behind "Show"
 */
export function spanForm(address, asked, more = [], ...buttons) {
  const form = element("form", "lock-audit-search");
  for (const [name, label, kind] of [["from", "From", "date"], ["to", "Before", "date"], ...more]) {
    const node = field(name, label, kind, asked[name] || "");
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
    window.location.hash = `${address}?${new URLSearchParams(filled(form))}`;
  });
  return form;
}
