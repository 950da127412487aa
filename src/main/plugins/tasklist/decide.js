/*
 * Approve and reject without claiming: two buttons beside the name of an approval task. Each asks once more, with what the
 * decision is about, in the time of the person who reads it. What may be decided is the server's to say.
 */
import { WITH_ZONE, button, element, outward, time } from "../shared/page.js";
import { read, send } from "../shared/rest.js";
import { MANY, accountWords, sentence } from "../shared/words.js";
import { bringBefore, closeNotes } from "./attention.js";
import { sayDone } from "./note.js";
import { holder, readable } from "./readable.js";

const PROCESSES = /^account-(lock|unlock|lock-bulk):/;

/** Somebody else was first, or it is another request by now: pressing once more is no answer to it. */
const CONFLICT = 409;

const DECISIONS = {
  approve: { label: "Approve", now: "Approve now", done: "Approved", style: "btn-success", why: "Your reason (optional)" },
  reject: { label: "Reject", now: "Reject now", done: "Rejected", style: "btn-default", why: "Your reason. The requester reads it." },
};

function isOurs(task) {
  return PROCESSES.test(task?.processDefinitionId || "");
}

function isApproval(task) {
  return /^Task_Approve/.test(task.taskDefinitionKey || "");
}

/** What can be done with a task now, where its buttons do not say it. */
function hint(task, reader) {
  if (task.suspended) {
    return "Suspended: nothing can be decided until an operator activates it.";
  }
  if (task.assignee) {
    const others = isApproval(task) ? "you may decide it all the same" : `it is ${task.assignee}'s to do, or to give back with × beside that name`;
    return task.assignee === reader ? "" : `Claimed by ${task.assignee}: ${others}.`;
  }
  return isApproval(task) ? "or claim the task to decide in its form" : "Claim the task to fill in its form.";
}

/** What is asked for, in a line. */
function what({ action, listSize, accountName, instanceId }) {
  return `${action} ${listSize ? accountWords(`${MANY}many/${listSize}-accounts/`).name : `${accountName} on ${instanceId}`}`;
}

/** What happens on it, as the form says. */
function consequence(decision, about) {
  if (about.review === "gone") {
    return ["The lock is gone already: nothing is called, and the request ends."];
  }
  if (about.review === "end") {
    return decision === "reject"
      ? ["The account, whose time is over, is unlocked, unless others hold it too."]
      : ["The account, whose time is over, stays locked for good."];
  }
  if (about.review === "yes") {
    return decision === "reject"
      ? ["The emergency lock that is in place is removed again, unless others hold the account too."]
      : ["The emergency lock that is in place stays, as it was asked for."];
  }
  if (about.start === "over" && decision === "approve") {
    return ["The time for which it was to be locked is over: nothing is called, and the request ends."];
  }
  if (about.listSize) {
    return decision === "reject"
      ? ["None of the accounts is locked."]
      : ["When everybody who is asked has approved, each account gets a lock request of its own, with these approvals.", ...startWords(about)];
  }
  if (decision === "reject") {
    return ["Nothing is called; the account stays as it is."];
  }
  if (about.start === "later") {
    return ["When everybody who is asked has approved, the account is locked at its cloud at ", time(about.lockFrom, WITH_ZONE), ", and not before. Until then its requester may take it back. ", about.sessionsNotice];
  }
  if (about.action === "lock" && about.holdsSeen) {
    return ["We keep the account locked already: nothing is called, and it stays locked until this request ends too."];
  }
  if (about.action === "lock") {
    return [...startWords(about), "When everybody who is asked has approved, the account is locked at its cloud within seconds. ", about.sessionsNotice];
  }
  const foreign = "Account Lock Flow did not place this lock, and nobody recorded why. Find out before you approve. ";
  return [
    about.lockIsForeign === "yes" ? element("strong", "", foreign) : "",
    about.hold
      ? "When everybody who is asked has approved, that one hold is released. The account can log in again if nobody else holds it."
      : "When everybody who is asked has approved, the lock is removed and the account can log in again.",
  ];
}

/** Where a lock was to begin at a time: whether that is ahead. */
function startWords({ start, lockFrom }) {
  if (start === "later") {
    return [" Nothing is locked before ", time(lockFrom, WITH_ZONE), "."];
  }
  return start === "passed" ? ["The time from which it was to be locked has passed. "] : [];
}

/** What a decision is about, as rows of a name and a value. */
function facts(about) {
  const lock = about.action === "lock";
  const lasts = about.lockForWords ? `for ${about.lockForWords} from the lock on` : "for good: until somebody asks for an unlock";
  const until = lock && (about.lockUntil ? time(about.lockUntil, WITH_ZONE) : lasts);
  const undecided = (about.review ?? "no") === "no"; // else it was locked since it was read
  const seen = undecided && about.stateSeen && [`${sentence(about.stateSeen.toLowerCase().replaceAll("_", " "))}, read `, time(about.seenAt, WITH_ZONE)];
  const target = about.listSize
    ? [
        ["Accounts", about.listSize],
        ["The list", about.listSeen],
      ]
    : [
        ["Account", `${about.accountName} on ${about.instanceId}`],
        ["Cloud", `${about.provider}, ${about.region}`],
      ];
  return [
    ...target,
    ["Urgency", about.urgency],
    ["Requested by", about.requester],
    ["Reason", about.reason],
    ["Ticket", about.ticketUrl ? outward(about.ticketUrl, about.ticket) : about.ticket],
    ...(about.lockTimesSeen
      ? [["Locked each time", readable(about.lockTimesSeen)]]
      : [
          ["Locked from", about.lockFrom && time(about.lockFrom, WITH_ZONE)],
          [about.lockUntil ? "Locked until" : "Locked", until],
        ]),
    ["And then", about.atEnd === "review" && about.review !== "end" && "you are asked again; it stays locked until somebody decides"],
    ["State", seen],
    ["Kind of account", about.accountType],
    ["Password valid until", about.passwordValidUntil && time(about.passwordValidUntil, WITH_ZONE)],
    ["If the lock fails", lock && undecided && about.failureNotice],
    ["Who holds the lock", readable(about.holdsSeen || "")],
    ["Released is only the hold of", about.hold && holder(about.holdsSeen, about.hold)],
    ["Approvals", about.progress],
  ].filter(([, value]) => value);
}

function inWhosePlace({ insteadOf }) {
  const told = element("p", "notice", "You decide in the place of ");
  told.append(element("strong", "", insteadOf), ". Both names are kept with your decision.");
  return insteadOf ? [told] : [];
}

const CHOSEN = '.fjs-form input[type="radio"][id*="-Field_decision"]:checked';
const WRITTEN = '.fjs-form [id$="-Field_decisionReason"]';

/** What the form behind the dialog has been given is not sent from here; who has begun there is told. */
function leftInTheForm() {
  const chosen = document.querySelector(CHOSEN)?.labels[0]?.textContent.trim();
  const begun = chosen ? `In the form you have chosen “${chosen}”.` : document.querySelector(WRITTEN)?.value.trim() && "In the form you have written a reason.";
  return begun ? [element("p", "notice left", `${begun} Nothing of the form is sent from here: what counts is the button below.`)] : [];
}

function factList(about) {
  const list = element("dl", "facts");
  for (const [name, value] of facts(about)) {
    const words = element("dd");
    words.append(...(Array.isArray(value) ? value : [value]));
    list.append(element("dt", "", name), words);
  }
  return list;
}

async function ask(api, task, decision, done) {
  const { label, now, done: decided, style, why } = DECISIONS[decision];
  const address = `${api.engineApi}/task/${encodeURIComponent(task.id)}`;
  const dialog = element("dialog", "account-lock-dialog account-lock-decide");
  dialog.setAttribute("aria-labelledby", "account-lock-decide-title");
  const title = element("h2", "", label);
  title.id = "account-lock-decide-title";
  const about = element("div", "rows");
  const problem = element("p", "account-lock-refusal");
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  const field = element("label", "", why);
  const reason = element("textarea", "form-control");
  reason.maxLength = 1000;
  field.append(reason);
  const confirm = button(`btn ${style}`, now, submit);
  confirm.disabled = true;
  const foot = element("footer");
  const leave = button("btn btn-default", "Leave it", () => dialog.close());
  foot.append(leave, confirm);
  dialog.append(title, about, foot);
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();

  function told(failure) {
    problem.textContent = readable(failure.message);
    problem.hidden = false;
    problem.scrollIntoView({ block: "center" });
  }

  let values = {};
  async function submit() {
    confirm.disabled = true;
    const variables = { decision, decisionReason: reason.value, requestDigest: values.frozenDigest };
    const typed = Object.entries(variables).map(([name, value]) => [name, { value, type: "String" }]);
    try {
      await send(api, `${address}/submit-form`, { variables: Object.fromEntries(typed) });
      dialog.close();
      closeNotes();
      done();
      sayDone(`${decided}: ${what(values)}.`);
    } catch (failure) {
      told(failure);
      confirm.disabled = failure.status === CONFLICT;
    }
  }

  try {
    const variables = await read(`${address}/form-variables`);
    values = Object.fromEntries(Object.entries(variables).map(([name, { value }]) => [name, value]));
    title.textContent = `${label}: ${what(values)}`;
    if (values.ownApproval) {
      confirm.remove();
      about.append(element("p", "notice", values.ownApproval), factList(values));
      return;
    }
    const notice = element("p", "notice");
    notice.append(...consequence(decision, values));
    const left = leftInTheForm();
    about.append(...left, ...inWhosePlace(values), notice, factList(values), field, problem);
    confirm.textContent = values.insteadOf ? `${now} for ${values.insteadOf}` : now;
    confirm.disabled = false;
    (left.length ? leave : decision === "approve" ? confirm : reason).focus(); // Enter answers no question that was begun otherwise
  } catch (failure) {
    about.append(problem);
    told(failure);
  }
}

export const decide = {
  id: "account-lock-decide",
  pluginPoint: "tasklist.task.action",
  priority: 200,
  render(node, { api }, scope) {
    scope.$watch("task", (task, before) => {
      bringBefore(node, task, task === before ? undefined : before);
      node.replaceChildren();
      if (!isOurs(task)) {
        return;
      }
      if (isApproval(task) && !task.suspended) {
        for (const [decision, { label, style }] of Object.entries(DECISIONS)) {
          const open = () => ask(api, task, decision, () => gone(scope));
          node.append(button(`btn btn-xs account-lock-decision ${style}`, label, open));
        }
      }
      const words = hint(task, scope.$root?.authentication?.name);
      if (words) {
        node.append(element("span", "account-lock-hint", words));
      }
    });
  },
};

/** The task is done: the list is read again, without it, and a reload of the page does not ask for it. */
function gone(scope) {
  scope.$apply(() => {
    scope.taskData.set("taskId", { taskId: null });
    scope.taskData.changed("taskList");
  });
  const [path, query] = window.location.hash.split("?");
  const left = new URLSearchParams(query);
  left.delete("task");
  left.delete("detailsTab");
  window.location.replace(`${path || "#/"}?${left}`);
}
