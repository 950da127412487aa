/*
 * "My requests" in Tasklist: state, outcome and reason of the requests the person made, finished ones too.
 * Reads only, through Camunda's own REST, with the person's own permissions; GET needs no CSRF token.
 * All data enters the page as text, never as HTML.
 */

const LOCK = "account-lock";
const UNLOCK = "account-unlock";
const PAGE = 50;

const VARIABLES = [
  "outcome",
  "outcomeReason",
  "reason",
  "stateSeen",
  "approval",
  "approverGroup",
  "lockOutcome",
  "verification",
  "lockUntil",
  "unlockOutcome",
];

const OUTCOMES = {
  LOCKED: "Locked",
  ALREADY_LOCKED: "Already locked before",
  UNLOCKED: "Unlocked again, its time was over",
  ALREADY_UNLOCKED: "Already unlocked before",
  REJECTED: "Rejected, not locked",
  EXPIRED: "Expired, not locked",
  WITHDRAWN: "Withdrawn, not locked",
  DENIED: "Denied by the policy, not locked",
  ACCOUNT_NOT_FOUND: "Account not found",
  TARGET_CHANGED: "Account changed, not locked",
  UNDONE: "Lock undone, account unlocked",
  FAILED_UNCHANGED: "Lock refused by the cloud, account unchanged",
  CLOSED_BY_OPERATOR: "Closed by an operator, without proof",
};

/** What the same outcomes mean for somebody who asked for an unlock. */
const UNLOCK_OUTCOMES = {
  UNLOCKED: "Unlocked",
  REJECTED: "Rejected, not unlocked",
  EXPIRED: "Expired, not unlocked",
  WITHDRAWN: "Withdrawn, not unlocked",
  DENIED: "Denied by the policy, not unlocked",
  TARGET_CHANGED: "Account changed, not unlocked",
  FAILED_UNCHANGED: "Unlock refused by the cloud, account unchanged",
};

const SETTLING = "Task_SettleLock,Task_SettleUndo,Task_SettleUnlock";

/** Colour of a state: it only repeats what the words say. */
const TONES = {
  LOCKED: "good",
  ALREADY_LOCKED: "good",
  UNLOCKED: "good",
  UNDONE: "bad",
  FAILED_UNCHANGED: "bad",
  CLOSED_BY_OPERATOR: "bad",
  ACCOUNT_NOT_FOUND: "bad",
  TARGET_CHANGED: "bad",
};

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) {
    node.className = className;
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}

/** A time as the person reads it here; in UTC when pointed at. */
function time(text) {
  const date = new Date(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  const node = element("time");
  if (Number.isNaN(date.getTime())) {
    node.textContent = text;
    return node;
  }
  const utc = date.toISOString().replace(/\.\d+Z$/, "Z");
  node.dateTime = utc;
  node.title = `${utc.replace("T", " ").replace("Z", "")} UTC`;
  node.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return node;
}

async function read(api, path, parameters) {
  const query = new URLSearchParams(parameters);
  const response = await fetch(`${path}?${query}`, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  });
  if (response.status === 401) {
    throw new Error("You are logged out. Log in, then open this again.");
  }
  if (!response.ok) {
    throw new Error(`The requests could not be read (HTTP ${response.status}). Try again, or ask an administrator.`);
  }
  return response.json();
}

/** One page of the own requests, newest first, each with its variables and whether it needs an operator. */
async function requests(api, first) {
  const history = `${api.engineApi}/history`;
  const person = await read(api, `${api.adminApi}/auth/user/${api.engine}`, {});
  const own = { startedBy: person.userId, processDefinitionKeyIn: `${LOCK},${UNLOCK}` };
  const found = await read(api, `${history}/process-instance`, {
    ...own,
    sortBy: "startTime",
    sortOrder: "desc",
    firstResult: first,
    maxResults: PAGE + 1,
  });
  const page = found.slice(0, PAGE);
  if (page.length === 0) {
    return { page, more: false };
  }
  const ids = page.map((instance) => instance.id).join(",");
  const among = { ...own, processInstanceIds: ids, maxResults: PAGE };
  const [variables, settling, broken] = await Promise.all([
    read(api, `${history}/variable-instance`, {
      processInstanceIdIn: ids,
      variableNameIn: VARIABLES.join(","),
      deserializeValues: false,
      maxResults: 1000,
    }),
    read(api, `${history}/process-instance`, { ...among, activeActivityIdIn: SETTLING }),
    read(api, `${history}/process-instance`, { ...among, incidentStatus: "open" }),
  ]);
  const stuck = new Set([...settling, ...broken].map((instance) => instance.id));
  for (const instance of page) {
    instance.values = {};
    instance.stuck = stuck.has(instance.id);
  }
  const byId = new Map(page.map((instance) => [instance.id, instance]));
  for (const variable of variables) {
    // A variable of a single step is not the request's own.
    if (variable.activityInstanceId === variable.processInstanceId && variable.value !== null) {
      byId.get(variable.processInstanceId).values[variable.name] = String(variable.value);
    }
  }
  return { page, more: found.length > PAGE };
}

/** Where a request stands, in words. */
function state(instance) {
  const values = instance.values;
  const unlock = instance.processDefinitionKey === UNLOCK;
  const outcome = values.outcome;
  if (outcome) {
    const words = (unlock && UNLOCK_OUTCOMES[outcome]) || OUTCOMES[outcome] || outcome;
    return { words: [words], tone: TONES[outcome] || "plain" };
  }
  if (instance.state.endsWith("TERMINATED")) {
    return { words: ["Deleted by an administrator; ask an operator for the state of the account"], tone: "bad" };
  }
  if (instance.state === "COMPLETED") {
    return { words: ["Ended"], tone: "plain" };
  }
  if (instance.stuck) {
    return { words: ["Needs an operator"], tone: "bad" };
  }
  if (instance.state === "SUSPENDED") {
    return { words: ["Stopped by an administrator"], tone: "bad" };
  }
  return { words: running(values, unlock), tone: "open" };
}

function running(values, unlock) {
  if (!values.stateSeen || !values.approverGroup) {
    return ["Account is being read"];
  }
  if (values.approval === "pending") {
    return [`Waiting for approval by ${values.approverGroup}`];
  }
  if (unlock) {
    return [values.unlockOutcome ? "Unlock asked for, being verified" : "Being unlocked"];
  }
  if (values.unlockOutcome) {
    return ["Being unlocked"];
  }
  if (values.verification === "confirmed" && values.lockUntil) {
    return new Date(values.lockUntil) > new Date() ? ["Locked until ", time(values.lockUntil)] : ["Being unlocked"];
  }
  return [values.lockOutcome ? "Lock asked for, being verified" : "Being locked"];
}

function row(instance) {
  const tr = element("tr");
  const account = element("th", "account");
  account.scope = "row";
  const path = (instance.businessKey || instance.id).split("/");
  const kind = instance.processDefinitionKey === UNLOCK ? "Unlock" : "Lock";
  account.append(element("strong", "", path.pop()), element("span", "", `${kind} · ${path.join("/")}`));
  const asked = element("td", "asked");
  asked.append(time(instance.startTime));
  const now = element("td");
  const { words, tone } = state(instance);
  const badge = element("span", `state ${tone}`);
  badge.append(...words);
  now.append(badge);
  const why = element("td", "why");
  const { outcomeReason, reason } = instance.values;
  if (outcomeReason) {
    why.append(element("span", "", outcomeReason));
  }
  if (reason) {
    why.append(element("span", outcomeReason ? "asked-for" : "", outcomeReason ? `Asked for: ${reason}` : reason));
  }
  tr.append(account, asked, now, why);
  return tr;
}

function table() {
  const node = element("table");
  const head = node.createTHead().insertRow();
  for (const label of ["Account", "Requested at", "State", "Reason"]) {
    const th = element("th", "", label);
    th.scope = "col";
    head.append(th);
  }
  node.append(element("tbody"));
  return node;
}

function button(className, label, onClick) {
  const node = element("button", className, label);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}

/** The panel: a modal dialog of the browser's own, which keeps the focus and closes with Escape. */
function panel(api) {
  const dialog = element("dialog", "account-lock-requests");
  dialog.setAttribute("aria-labelledby", "account-lock-requests-title");
  const title = element("h2", "", "My requests");
  title.id = "account-lock-requests-title";
  const note = element("p", "note");
  note.setAttribute("role", "status");
  const rows = table();
  const body = rows.tBodies[0];
  const more = button("btn btn-default", "Show more", () => load());
  const refresh = button("btn btn-default", "Refresh", () => reload());
  const close = button("btn btn-primary", "Close", () => dialog.close());
  const scroll = element("div", "rows");
  scroll.append(rows, more);
  const foot = element("footer");
  foot.append(refresh, close);
  dialog.append(title, note, scroll, foot);

  async function load() {
    refresh.disabled = more.disabled = true;
    note.textContent = "Reading your requests …";
    try {
      const { page, more: left } = await requests(api, body.rows.length);
      body.append(...page.map(row));
      rows.hidden = body.rows.length === 0;
      more.hidden = !left;
      note.textContent = rows.hidden
        ? "You have not asked for a lock yet. Close this, choose “Start process” and then “Account lock”."
        : "What became of each lock and unlock you asked for, newest first.";
    } catch (failure) {
      note.textContent = failure.message;
    } finally {
      refresh.disabled = more.disabled = false;
    }
  }

  function reload() {
    body.replaceChildren();
    rows.hidden = more.hidden = true;
    return load();
  }

  // Tasklist's single-key shortcuts must not fire behind the panel.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return { dialog, reload };
}

let shown;

export default {
  id: "account-lock-requests",
  pluginPoint: "tasklist.navbar.action",
  priority: 150,
  render(node, { api }) {
    const link = element("a", "account-lock-requests-link");
    link.href = "#";
    link.setAttribute("aria-haspopup", "dialog");
    const icon = element("span", "glyphicon glyphicon-lock");
    icon.setAttribute("aria-hidden", "true");
    link.append(icon, " My requests");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      shown?.dialog.remove();
      shown = panel(api);
      document.body.append(shown.dialog);
      shown.dialog.showModal();
      shown.reload();
    });
    node.append(link);
  },
  unmount() {
    shown?.dialog.remove();
    shown = undefined;
  },
};
