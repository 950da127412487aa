/*
 * "My requests" in Tasklist: state, outcome and reason of the requests the person made, finished ones too, and the way to
 * take one back; and of those that he has approved or rejected. Read from their facts; the server shows nobody others here.
 */
import { accountList } from "../shared/accounts.js";
import { commentOn } from "../shared/comment.js";
import { WITH_ZONE, button, copied, element, link, table, time } from "../shared/page.js";
import { read, send } from "../shared/rest.js";
import { TONES, accountWords, isList, outcomeWords, sentence } from "../shared/words.js";
import { closeNotes } from "./attention.js";
import { readable } from "./readable.js";
import { follow } from "./start-form.js";
import { mySubstitute } from "./substitutes.js";
import { lengthWords } from "./times.js";

const PAGE = 50;
const SUBSTITUTE = "substitute";

const LISTS = {
  own: {
    label: "Asked by me",
    none: "You have not asked for a lock yet. Close this, choose “Start process” and then “Account lock”.",
    some: "What became of each lock and unlock you asked for, newest first.",
  },
  decided: {
    label: "Decided by me",
    none: "You have not approved or rejected anything yet.",
    some: "What became of each request you have approved or rejected, newest first.",
  },
};

function requests(api, list) {
  return `${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/requests/${list}`;
}

/** Where a request stands, in words. */
function state(request, list) {
  const unlock = request.action === "unlock";
  if (request.outcome === "DELETED") {
    return { words: ["Deleted by an operator; ask for the state of the account"], tone: "bad" };
  }
  if (request.outcome === "LOCKED" && !request.holds) {
    return { words: ["Was locked; this hold has ended"], tone: request.problem ? "bad" : "plain" };
  }
  if (request.outcome === "LOCKED" && request.problem) {
    return { words: ["Locked by us, and not so at its cloud"], tone: "bad" };
  }
  if (request.outcome) {
    const ofAList = { CARRIED_OUT: "Carried out", UNDONE: "Undone" }[isList(request.account) ? request.outcome : ""];
    const words = ofAList ? `${ofAList}: ${request.accounts}` : outcomeWords(request.action, request.outcome);
    return { words: [words], tone: TONES[request.outcome] || "plain" };
  }
  switch (request.stage) {
    case "STUCK":
      return { words: [isList(request.account) ? `${sentence(request.accounts || "Some are not locked")}: ${list === "own" ? "your task" : "task"} Settle list` : "Needs an operator"], tone: "bad" };
    case "STOPPED":
      return { words: ["Suspended until it is activated again"], tone: "bad" };
    case "READING":
      return { words: [isList(request.account) ? "Who decides is looked up" : "Account is being read"], tone: "open" };
    case "APPROVAL":
      return { words: [`Waiting for approval: ${request.progress}`], tone: "open" };
    case "CARRYING_OUT":
      return { words: [`Being carried out: ${request.accounts}`], tone: "open" };
    case "WAITING":
      return { words: ["Approved, to be locked on ", time(request.lockFrom, WITH_ZONE)], tone: "open" };
    case "CALLING":
      return { words: [unlock ? "Being unlocked" : "Being locked"], tone: "open" };
    case "VERIFYING":
      return { words: [unlock ? "Unlock asked for, being verified" : "Lock asked for, being verified"], tone: "open" };
    case "REVIEW":
      return { words: [`Locked, approvers are asked whether it stays: ${request.progress}`], tone: "open" };
    case "LOCKED":
      return { words: request.lockUntil ? ["Locked until ", time(request.lockUntil, WITH_ZONE)] : ["Locked"], tone: "open" };
    default:
      return { words: ["Being unlocked"], tone: "open" };
  }
}

/** From when until when it was asked for, as long as that is ahead. */
export function askedTimes({ action, outcome, stage, lockFrom, lockUntil, times, lockFor }) {
  if (outcome || action === "unlock" || !["READING", "APPROVAL", "WAITING", "CARRYING_OUT", "CALLING"].includes(stage)) {
    return [];
  }
  const said = element("span", "times");
  if (times > 1) {
    said.append(`${times} times, the first from `, time(lockFrom, WITH_ZONE), ", the last until ", time(lockUntil, WITH_ZONE));
    return [said];
  }
  const approved = ["CALLING", "CARRYING_OUT"].includes(stage);
  const begins = lockFrom ? ["From ", time(lockFrom, WITH_ZONE)] : [approved ? "To be locked" : "As soon as it is approved"];
  said.append(...(stage === "WAITING" ? ["Then"] : begins)); // its state says when
  if (lockUntil) {
    said.append(" until ", time(lockUntil, WITH_ZONE));
  } else {
    said.append(lockFor ? `, for ${lengthWords(lockFor)} counted from the lock` : ", for good");
  }
  return [said];
}

function requestRow(api, request, list, reload) {
  const tr = element("tr");
  const account = element("th", "account");
  account.scope = "row";
  const { name, where } = accountWords(request.account);
  const kind = request.action === "unlock" ? "Unlock" : "Lock";
  const alarm = request.urgency === "emergency" ? [element("em", "emergency", "EMERGENCY")] : [];
  account.append(element("strong", "", name), ...alarm, element("span", "", `${kind} · ${where}`));
  const asked = element("td", "asked");
  asked.append(time(request.requestedAt), ...(list === "own" ? [] : [element("span", "asker", `by ${request.requester}`)]));
  const now = element("td");
  const { words, tone } = state(request, list);
  const badge = element("span", `state ${tone}`);
  badge.append(...words);
  const acts = element("div", "acts");
  now.append(badge, ...askedTimes(request), acts);
  if (request.mayTakeBack || request.mayTakeBackRest) {
    acts.append(takeBack(api, request, reload));
  }
  acts.append(...goOn(request));
  if (request.mayComment) {
    acts.append(commentOn(api, `${requests(api, "one")}/${encodeURIComponent(request.requestId)}/comment`));
  }
  if (request.link) {
    acts.append(copied(request.link, "btn btn-default btn-xs"));
  }
  const why = element("td", "why");
  const { outcomeReason, problem, askedFor } = request;
  const became = [outcomeReason, problem].filter(Boolean).join(" ");
  if (became) {
    why.append(element("span", "", readable(became)));
  }
  if (request.late && !outcomeReason) {
    why.append(element("span", "", `The lock began late, ${request.late} after its time.`));
  }
  if (askedFor) {
    why.append(element("span", became ? "asked-for" : "", became ? `Asked for: ${askedFor}` : askedFor));
  }
  tr.append(account, asked, now, why);
  return isList(request.account) ? [tr, accountsOf(api, request)] : [tr];
}

/** A list opens to its accounts, in a row of their own. */
function accountsOf(api, request) {
  const tr = element("tr", "accounts");
  const cell = tr.insertCell();
  cell.colSpan = 4;
  const box = element("details");
  box.append(element("summary", "", `The ${accountWords(request.account).name}`));
  box.addEventListener("toggle", () => {
    if (box.open && box.children.length === 1) {
      const address = `${requests(api, "one")}/${encodeURIComponent(request.requestId)}/accounts`;
      box.append(accountList(address, (id) => requestLink(api, id)));
    }
  });
  cell.append(box);
  return tr;
}

/** Opens here, as its address does elsewhere: Tasklist does not look at an address that only changes. */
function requestLink(api, id) {
  const way = link(`#/?request=${encodeURIComponent(id)}`, "Request");
  way.addEventListener("click", (event) => {
    event.preventDefault();
    openPanel(api, id);
  });
  return way;
}

/** What the person may ask for next, as forms that are filled in: the end of the hold, or a further one that ends later. */
function goOn(request) {
  const [provider, region, instanceId, accountName] = request.account.split("/");
  const form = (label, process, more) => {
    const address = `#/?${new URLSearchParams({ processStart: process, provider, region, instanceId, accountName, ...more })}`;
    const way = link(address, label, "btn btn-default btn-xs");
    way.addEventListener("click", (event) => {
      event.preventDefault();
      window.location.hash = way.hash;
      window.location.reload(); // Tasklist opens a form by its address when it is loaded
    });
    return way;
  };
  return [
    ...(request.mayAskToUnlock ? [form("Ask to unlock", "account-unlock", { hold: request.requestId })] : []),
    ...(request.mayAskForLonger ? [form("Ask for longer", "account-lock", { heldUntil: request.lockUntil })] : []),
  ];
}

/** A button that asks once more before anything happens, and takes a reason. */
function takeBack(api, request, reload) {
  const box = element("div", "take-back");
  const account = accountWords(request.account).name;
  const from = request.lockFrom ? `, to be locked from ${new Date(request.lockFrom).toLocaleString(undefined, WITH_ZONE)},` : "";
  const what = request.mayTakeBack ? `the request for ${account}${from}` : "what of this list has not begun";
  const ask = button("btn btn-default btn-xs", request.mayTakeBack ? "Take back" : "Take back the rest", () => {
    const label = element("label", "", `Why do you take ${what} back? (optional)`);
    const reason = element("input", "form-control");
    reason.maxLength = 1000;
    label.append(reason);
    const problem = element("p", "problem");
    problem.setAttribute("role", "alert");
    const confirm = button("btn btn-danger btn-xs", "Take back now", async () => {
      confirm.disabled = true;
      try {
        const address = `${requests(api, "own")}/${encodeURIComponent(request.requestId)}/take-back`;
        for (let left = 1; left > 0; ) {
          ({ left } = await send(api, address, { reason: reason.value }));
          problem.textContent = left ? `${left} more …` : "";
        }
        closeNotes();
        await reload();
      } catch (failure) {
        problem.textContent = failure.message;
        confirm.disabled = false;
      }
    });
    const leave = button("btn btn-default btn-xs", "Leave it", () => box.replaceChildren(ask));
    box.replaceChildren(label, confirm, leave, problem);
    reason.focus();
  });
  box.append(ask);
  return box;
}

/** The panel: a modal dialog of the browser's own, which keeps the focus and closes with Escape. */
function panel(api) {
  const dialog = element("dialog", "account-lock-dialog account-lock-requests");
  dialog.setAttribute("aria-labelledby", "account-lock-requests-title");
  const title = element("h2", "", "My requests");
  title.id = "account-lock-requests-title";
  const note = element("p", "note");
  note.setAttribute("role", "status");
  const rows = table("", ["Account", "Requested at", "State", "Reason"], []);
  const body = rows.tBodies[0];
  const more = button("btn btn-default", "Show more", () => load());
  const refresh = button("btn btn-default", "Refresh", () => reload());
  const close = button("btn btn-primary", "Close", () => dialog.close());
  const scroll = element("div", "rows");
  scroll.append(rows, more);
  const foot = element("footer");
  foot.append(refresh, close);
  let list = "own";
  let turn = 0;
  const tabs = element("nav");
  for (const [name, { label }] of Object.entries(LISTS)) {
    const tab = button("btn btn-link btn-sm", label, () => choose(name));
    tab.dataset.list = name;
    tabs.append(tab);
  }
  const substitute = button("btn btn-link btn-sm", "My substitute", () => choose(SUBSTITUTE));
  substitute.dataset.list = SUBSTITUTE;
  tabs.append(substitute);
  let only = "";
  dialog.append(title, tabs, note, scroll, foot);

  /** @param id of the one request that is shown; all of the list without it */
  function choose(name, id = "") {
    list = name;
    only = id;
    for (const tab of tabs.children) {
      tab.setAttribute("aria-current", String(!only && tab.dataset.list === name));
    }
    return reload();
  }

  async function load() {
    const asked = turn;
    refresh.disabled = more.disabled = true;
    note.textContent = "Reading your requests …";
    try {
      if (list === SUBSTITUTE) {
        const section = await mySubstitute(api);
        if (asked === turn) {
          scroll.append(section);
          note.textContent = "Who decides in whose place.";
        }
        return;
      }
      const found = only ? await one(api, only) : await read(requests(api, list), { first: body.querySelectorAll("tr:not(.accounts)").length, max: PAGE });
      if (asked !== turn) {
        return; // the list was asked for anew, or the other one
      }
      body.append(...found.requests.flatMap((request) => requestRow(api, request, only ? "one" : list, reload)));
      rows.hidden = body.rows.length === 0;
      more.hidden = !found.more;
      note.textContent = only ? "This request alone. All that you have made are under “Asked by me”." : rows.hidden ? LISTS[list].none : LISTS[list].some;
    } catch (failure) {
      note.textContent = failure.message;
    } finally {
      refresh.disabled = more.disabled = false;
    }
  }

  function reload() {
    turn += 1;
    body.replaceChildren();
    scroll.querySelector("section")?.remove();
    rows.hidden = more.hidden = true;
    return load();
  }

  // Tasklist's single-key shortcuts must not fire behind the panel.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return { dialog, open: (id) => choose(list, id) };
}

async function one(api, id) {
  return { requests: [await read(requests(api, `one/${encodeURIComponent(id)}`))], more: false };
}

let shown;

/** @param id of the one request that is shown; all of the person's without it */
function openPanel(api, id) {
  shown?.dialog.remove();
  shown = panel(api);
  document.body.append(shown.dialog);
  shown.dialog.showModal();
  shown.open(id);
}

/** A link to a request: after the login it is followed again, and shows here what is not shown in a task or in Cockpit. */
function followLink(api) {
  const asked = new URLSearchParams(window.location.hash.split("?")[1] || "");
  if (asked.has("followed")) {
    const [base] = api.tasklistApi.split("/camunda/");
    window.location.replace(`${base}/account-lock/requests/${encodeURIComponent(asked.get("followed"))}`);
  } else if (asked.has("request")) {
    openPanel(api, asked.get("request"));
  }
}

export const myRequests = {
  id: "account-lock-requests",
  pluginPoint: "tasklist.navbar.action",
  priority: 150,
  render(node, { api }, scope) {
    follow(scope, api, (id) => openPanel(api, id));
    const way = link("#", "", "account-lock-requests-link");
    way.setAttribute("aria-haspopup", "dialog");
    const icon = element("span", "glyphicon glyphicon-lock");
    icon.setAttribute("aria-hidden", "true");
    way.append(icon, " My requests");
    way.addEventListener("click", (event) => {
      event.preventDefault();
      openPanel(api);
    });
    node.append(way);
    followLink(api);
  },
  unmount() {
    shown?.dialog.remove();
    shown = undefined;
  },
};
