/* The list of requests: in the search, on an account's page, in the report. */
import { element, link, row, table, time } from "../shared/page.js";
import { TONES, accountWords, isList, outcomeWords } from "../shared/words.js";
import { accountHref, requestHref } from "./frame.js";
import { people, person } from "./people.js";

export const COLUMNS = [
  ["Account", "accountName"],
  ["Asked for", ""],
  ["Requested", "requestedAt"],
  ["By", "requester"],
  ["Approved by", ""],
  ["Urgency", "urgency"],
  ["Outcome", "outcome"],
  ["Lock from", "lockFrom"],
  ["Lock until", "lockUntil"],
  ["Ended", "endedAt"],
];

export function requestTable(rows) {
  return table("table-striped lock-audit-requests", COLUMNS.map(([name]) => name), rows.map(requestLine));
}

export function requestLine(request) {
  const { name, where } = accountWords(request.account);
  const way = link(requestHref(request.id), name || request.id, "lock-audit-account");
  way.setAttribute("aria-label", `${way.textContent}: open this request of ${request.requester}`);
  const place = element("span", "lock-audit-where");
  place.append(request.account && !isList(request.account) ? link(accountHref(request.account), where) : where);
  const tr = row(
    [way, place],
    request.action === "unlock" ? "Unlock" : "Lock",
    request.requestedAt ? time(request.requestedAt) : "",
    person(request.requester),
    people(request.approvers, request.standsIn),
    request.urgency,
    outcome(request),
    request.lockFrom ? time(request.lockFrom) : "",
    request.lockUntil ? time(request.lockUntil) : "",
    request.endedAt ? time(request.endedAt) : "",
  );
  if (request.comparedAt) {
    const seen = element("span", "lock-audit-where", `${request.showed}, read `);
    seen.append(time(request.comparedAt));
    tr.cells[6].append(seen);
  }
  if (request.times > 1) {
    tr.cells[1].append(element("span", "lock-audit-where", `${request.times} times`));
  }
  if (request.list) {
    const list = element("span", "lock-audit-where");
    list.append(link(requestHref(request.list.id), "one of a list"));
    list.title = request.list.name;
    tr.cells[1].append(list);
  }
  return tr;
}

export function outcome(request) {
  if (request.problem) {
    return badge("bad", `Not to be relied on: ${request.problem}`);
  }
  return request.outcome
    ? badge(TONES[request.outcome] || "plain", outcomeWords(request.action, request.outcome))
    : badge(request.state.startsWith("Needs") ? "bad" : "open", request.state || "Running");
}

export function badge(tone, words) {
  return element("span", `lock-audit-badge ${tone}`, words);
}
