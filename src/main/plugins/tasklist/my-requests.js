/*
 * "My requests" in Tasklist: state, outcome and reason of the requests the person made, finished ones too.
 * Reads only, through Camunda's own REST, with the person's own permissions; GET needs no CSRF token.
 */
import { button, element, table, time } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { TONES, outcomeWords } from "../shared/words.js";

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

const SETTLING = "Task_SettleLock,Task_SettleUndo,Task_SettleUnlock";

/** One page of the own requests, newest first, each with its variables and whether it needs an operator. */
async function requests(api, first) {
  const history = `${api.engineApi}/history`;
  const person = await read(`${api.adminApi}/auth/user/${api.engine}`, {});
  const own = { startedBy: person.userId, processDefinitionKeyIn: `${LOCK},${UNLOCK}` };
  const found = await read(`${history}/process-instance`, {
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
    read(`${history}/variable-instance`, {
      processInstanceIdIn: ids,
      variableNameIn: VARIABLES.join(","),
      deserializeValues: false,
      maxResults: 1000,
    }),
    read(`${history}/process-instance`, { ...among, activeActivityIdIn: SETTLING }),
    read(`${history}/process-instance`, { ...among, incidentStatus: "open" }),
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
    return { words: [outcomeWords(unlock ? "unlock" : "lock", outcome)], tone: TONES[outcome] || "plain" };
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

function requestRow(instance) {
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

/** The panel: a modal dialog of the browser's own, which keeps the focus and closes with Escape. */
function panel(api) {
  const dialog = element("dialog", "account-lock-requests");
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
  dialog.append(title, note, scroll, foot);

  async function load() {
    refresh.disabled = more.disabled = true;
    note.textContent = "Reading your requests …";
    try {
      const { page, more: left } = await requests(api, body.rows.length);
      body.append(...page.map(requestRow));
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

export const myRequests = {
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
