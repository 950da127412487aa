/* One request: the verdict, the path, everything that happened. */
import { button, copied, element, link, moment, outward, row, table, time, told } from "../shared/page.js";
import { HOLD_WORDS } from "../shared/account.js";
import { accountList } from "../shared/accounts.js";
import { commentOn } from "../shared/comment.js";
import { read } from "../shared/rest.js";
import { accountWords, isList } from "../shared/words.js";
import { accountHref, audit, fill, page, requestHref } from "./frame.js";
import { diagram } from "./diagram.js";
import { people, person } from "./people.js";
import { timeline } from "./timeline.js";

export const requestPage = {
  id: "lock-audit-request",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/request/:id" },
  render(node, { api }) {
    const id = decodeURIComponent(window.location.hash.split("?")[0].split("/").pop());
    page(node, api, "Request", () => trail(api, id, true, ({ request }) => (node.querySelector("h1").textContent = heading(request))));
  },
};

function heading({ action, account }) {
  return account ? `${action === "unlock" ? "Unlock" : "Lock"} request: ${accountWords(account).name}` : "Request";
}

/**
 * @param whole whether the diagram is shown too
 * @param named hears what is known of the request, before it is shown
 */
export async function trail(api, id, whole, named = () => {}) {
  const found = await read(`${audit(api)}/request/${encodeURIComponent(id)}`);
  named(found);
  const parts = [verdict(found), seals(found), ...waitsFor(found), facts(api, found)];
  if (found.mayComment) {
    parts.push(commentOn(api, `${audit(api)}/requests/one/${encodeURIComponent(id)}/comment`));
  }
  if (isList(found.request.account)) {
    const accounts = `${audit(api)}/requests/one/${encodeURIComponent(id)}/accounts`;
    parts.push(element("h2", "", "Accounts"), accountList(accounts, (one) => link(requestHref(one), "Request")));
  }
  if (whole) {
    const drawing = element("div");
    fill(drawing, async () => {
      await diagram(api, id, drawing);
      return [...drawing.childNodes];
    });
    parts.push(element("h2", "", "Path"), drawing);
  }
  const lines = element("div");
  fill(lines, async () => timeline((await read(`${audit(api)}/request/${encodeURIComponent(id)}/timeline`)).rows));
  parts.push(element("h2", "", "Timeline"), lines);
  return parts;
}

function verdict(found) {
  const box = element("div", `lock-audit-verdict${found.integrity.brokenAt ? " bad" : ""}`);
  const line = element("p");
  for (const part of found.verdict) {
    line.append(partOf(part));
  }
  box.append(line);
  return box;
}

function partOf({ text, time: moment, person: somebody, request }) {
  if (request) {
    return link(requestHref(request), text);
  }
  return moment ? time(text, { dateStyle: "medium", timeStyle: "medium" }) : somebody ? person(text) : text;
}

/** What can be relied on: the seals of this request, and how long the engine keeps its part. */
function seals({ integrity, history }) {
  const box = element("div", `lock-audit-banner ${integrity.brokenAt ? "bad" : "good"}`);
  if (integrity.brokenAt) {
    box.append(element("strong", "", `Ledger of this request broken at entry ${integrity.brokenAt}: ${integrity.sentence}.`));
    box.append(" What stands from there on is not proven. Run “audit verify” and keep a copy of the database.");
  } else {
    box.append(`Ledger of this request sound up to entry ${integrity.entries}, checked just now (`, time(integrity.checkedAt, { timeStyle: "medium" }), ").");
  }
  box.append(` Engine history level: ${history.level}. `);
  if (!history.present) {
    box.append("The engine's own history of this request is gone (cleaned up): tasks, variables, jobs and the path are no longer known; the ledger's entries are.");
  } else if (history.removedAt) {
    box.append("The engine removes its history of this request ", time(history.removedAt), "; the ledger stays.");
  } else {
    box.append("The engine keeps its history of this request until some time after its end.");
  }
  return box;
}

const WAITS = { suspension: "To be activated", incident: "Failed step", task: "Task", job: "Step of the engine", accounts: "Its accounts" };

/** What a request that has not ended waits for, and the way to where an operator goes on. */
function waitsFor({ request, waits }) {
  if (!waits.length) {
    return [];
  }
  const lines = waits.map((wait) => [WAITS[wait.kind], wait.kind === "accounts" ? "Each has a request of its own, see below" : wait.step, asked(wait.who), moment(wait.since), dueWords(wait), wait.detail && told(wait.detail)]);
  const used = ["Waits for", "What", "Asked", "Since", "Due", "Why"].map((name, index) => [name, index]).filter(([, index]) => lines.some((line) => line[index]));
  const list = table(
    "table-condensed lock-audit-waits",
    used.map(([name]) => name),
    lines.map((line) => row(...used.map(([, index]) => line[index]))),
  );
  const failed = waits.some((wait) => wait.kind === "incident");
  const way = link(
    `#/process-instance/${encodeURIComponent(request.id)}/runtime?tab=${failed ? "incidents-tab" : "user-tasks-tab"}`,
    failed ? "Retry it in Cockpit" : "This request in Cockpit",
    "btn btn-default btn-sm",
  );
  const words = element("p", "", failed ? "A step has failed for good; an operator repairs the cause and retries it. " : "");
  words.append(way);
  return [element("h2", "", "What it waits for"), list, words];
}

/** What the person may ask for where the account is not as we hold it: Tasklist's forms, filled in. */
function goOn(request, mayAsk) {
  const [provider, region, instanceId, accountName] = request.account.split("/");
  const form = (process, words, more) => {
    const values = new URLSearchParams({ processStart: process, provider, region, instanceId, accountName, ...more });
    return link(`../../tasklist/default/#/?${values}`, words, "btn btn-default btn-sm");
  };
  const offered = [
    ...(mayAsk.lock ? [form("account-lock", "Ask for the lock again", {}), " "] : []),
    ...(mayAsk.unlock ? [form("account-unlock", "Ask to end the hold", { hold: request.id })] : []),
  ];
  return offered.length ? offered : [`Ask ${request.requester}, or somebody else who may make requests, for the lock again or for an unlock.`];
}

/** One person by name, groups as they are called. */
function asked(who) {
  return who && !/^group |, /.test(who) ? person(who) : who;
}

function dueWords(wait) {
  if (wait.kind !== "job") {
    return wait.due ? time(wait.due) : "";
  }
  return wait.due && new Date(wait.due) > new Date() ? time(wait.due) : "now";
}

function facts(api, { request, reason, times, lockFor, ticket, ticketUrl, digest, holds, differs, mayAsk, link: address }) {
  const list = element("dl", "lock-audit-facts");
  const add = (name, ...texts) => {
    const text = element("dd");
    text.append(...texts);
    list.append(element("dt", "", name), text);
  };
  if (isList(request.account)) {
    add("Accounts", accountWords(request.account).name);
  } else if (request.account) {
    add("Account", link(accountHref(request.account), request.account));
  }
  if (request.list) {
    const { id, name, approvers, standsIn } = request.list;
    add("Under list", link(requestHref(id), name), ", approved by ", ...people(approvers, standsIn));
  }
  add("Reason", reason);
  if (ticket) {
    add("Ticket", ticketUrl ? outward(ticketUrl, ticket) : ticket);
  }
  add("Urgency", request.urgency);
  if (times > 1) {
    add("Locked", `${times} times`);
  }
  if (request.lockFrom) {
    add("Lock from", time(request.lockFrom));
  }
  if (lockFor) {
    add("Lock for", `${lockFor} from the lock on`);
  }
  if (request.lockUntil) {
    add("Lock until", time(request.lockUntil));
  }
  for (const hold of isList(request.account) ? [] : holds) {
    add("Hold", `${HOLD_WORDS[hold.state] || hold.state}, since `, time(hold.since));
  }
  if (request.comparedAt) {
    add("At its cloud", `${request.showed}, read `, time(request.comparedAt));
  }
  if (differs) {
    add("Go on", ...goOn(request, mayAsk));
  }
  add("Fingerprint", element("code", "", digest));
  add("Request id", element("code", "", request.id));
  if (address) {
    add("Link", link(address, address), " ", copied(address, "btn btn-default btn-xs"), " leads its requester, its approvers, operators and auditors to it");
  }
  const bundle = link(`${audit(api)}/request/${encodeURIComponent(request.id)}/bundle`, "Evidence bundle (zip)", "btn btn-default btn-sm");
  bundle.download = `account-lock-${request.id}.zip`;
  add("Take along", bundle, " ", button("btn btn-default btn-sm", "Print", () => window.print()));
  return list;
}
