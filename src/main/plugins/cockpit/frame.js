/* The frame of every page of the lock audit: title, ways to the other pages, the banner on integrity, the content. */
import { button, element, lasting, link, time } from "../shared/page.js";
import { read, send } from "../shared/rest.js";
import { peopleOf } from "./people.js";

export const HOME = "#/lock-audit";

export function audit(api) {
  return `${api.cockpitApi}/plugin/account-lock-audit/${api.engine}`;
}

export function requestHref(id) {
  return `${HOME}/request/${encodeURIComponent(id)}`;
}

export function accountHref(path) {
  return `${HOME}/account?${new URLSearchParams({ path })}`;
}

/** The parameters behind the "?" of the page's own address. */
export function parameters() {
  return new URLSearchParams(window.location.hash.split("?")[1] || "");
}

/** Shows the page's title at once and its content when it is there; a failure is a sentence and a way to try again. */
export function page(node, api, title, load) {
  peopleOf(`${audit(api)}/report`);
  const main = element("main", "lock-audit");
  const head = element("header");
  head.append(element("h1", "", title), ways());
  const banner = element("div", "lock-audit-banner");
  banner.setAttribute("role", "status");
  const content = element("section", "lock-audit-content");
  main.append(head, banner, content);
  node.append(main);
  integrity(api, banner);
  fill(content, () => load(content));
}

/** What stands side by side: counts, buttons. */
export function bar(...nodes) {
  const bar = element("div", "lock-audit-bar");
  bar.append(...nodes);
  return bar;
}

/** Says that something is under way, then what came of it. */
export async function fill(content, load) {
  const note = element("p", "lock-audit-note", "Reading …");
  note.setAttribute("role", "status");
  content.replaceChildren(note);
  try {
    const nodes = await load();
    content.replaceChildren(...[nodes].flat());
  } catch (failure) {
    note.textContent = failure.message;
    note.className = "lock-audit-note lock-audit-problem";
    note.append(" ", button("btn btn-default btn-sm", "Try again", () => fill(content, load)));
  }
}

function ways() {
  const nav = element("nav", "lock-audit-ways");
  nav.setAttribute("aria-label", "Lock audit");
  nav.append(
    link(HOME, "Requests"),
    link(`${HOME}/controls`, "Controls report", "lock-audit-all"),
    link(`${HOME}/decisions`, "Decisions", "lock-audit-all"),
    link(`${HOME}/rules`, "Policy and keys", "lock-audit-all"),
    link(`${HOME}/messages`, "Messages", "lock-audit-all"),
  );
  return nav;
}

/** Whether the whole ledger was checked, when, and with what result. */
async function integrity(api, banner) {
  try {
    const state = await read(`${audit(api)}/integrity`);
    banner.replaceChildren(...integrityWords(state));
    banner.className = `lock-audit-banner ${state.sound === false ? "bad" : state.checkedAt ? "good" : ""}`;
    if (state.mayCheck && !state.running) {
      banner.append(
        " ",
        button("btn btn-default btn-xs", state.checkedAt ? "Check again" : "Check now", async () => {
          await send(api, `${audit(api)}/integrity`);
          integrity(api, banner);
        }),
      );
    }
    if (state.running) {
      setTimeout(() => banner.isConnected && integrity(api, banner), 1000);
    }
  } catch (failure) {
    banner.textContent = failure.message;
  }
}

export function integrityWords(state) {
  if (state.running) {
    const share = state.expected ? ` (${Math.min(99, Math.floor((100 * state.requests) / state.expected))} %)` : "";
    return [`The whole ledger is being checked: ${state.requests} requests read${share} …`];
  }
  if (!state.checkedAt) {
    return ["The whole ledger has not been checked since this server started. Each request below is checked when it is shown."];
  }
  const about = `${state.requests.toLocaleString()} requests, in ${lasting(state.millis)}`;
  if (state.sound) {
    return [`Ledger sound: every seal up to entry ${state.entries.toLocaleString()} was checked `, time(state.checkedAt), ` (${about}).`];
  }
  const more = state.problems.length > 1 ? ` (and ${state.problems.length - 1} more)` : "";
  return [element("strong", "", `Ledger broken: ${state.problems[0]}`), `${more}. Checked `, time(state.checkedAt), ` (${about}).`];
}
