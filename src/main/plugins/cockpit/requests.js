/* The list of requests: in the search, on an account's page, in the report. */
import { element, link, row, table, time } from "../shared/page.js";
import { TONES, accountWords, isList, outcomeWords } from "../shared/words.js";
import { accountHref, requestHref } from "./frame.js";
import { people, person } from "./people.js";

export const COLUMNS = [
  ["Account", "accountName"],
  ["Request", ""],
  ["Requested", "requestedAt"],
  ["By", "requester"],
  ["Approved by", ""],
  ["Urgency", "urgency"],
  ["Outcome", "outcome"],
  ["Lock until", "lockUntil"],
  ["Ended", "endedAt"],
];

export function requestTable(rows) {
  return table("table-striped lock-audit-requests", COLUMNS.map(([name]) => name), rows.map(requestLine));
}

export function requestLine(request) {
  const { name, where } = accountWords(request.account);
  const account = [element("strong", "", name || request.id), element("span", "lock-audit-where", where)];
  const tr = row(
    account,
    link(requestHref(request.id), request.action === "unlock" ? "Unlock request" : "Lock request"),
    request.requestedAt ? time(request.requestedAt) : "",
    person(request.requester),
    people(request.approvers),
    request.urgency,
    outcome(request),
    request.lockUntil ? time(request.lockUntil) : "",
    request.endedAt ? time(request.endedAt) : "",
  );
  if (request.comparedAt) {
    const seen = element("span", "lock-audit-where", `${request.showed}, read `);
    seen.append(time(request.comparedAt));
    tr.cells[6].append(seen);
  }
  if (request.account && !isList(request.account)) {
    const href = accountHref(request.account);
    tr.cells[0].replaceChildren(link(href, account[0].textContent, "lock-audit-account"), account[1]);
  }
  tr.cells[1].querySelector("a").setAttribute("aria-label", `Open this request of ${request.requester} for ${request.account}`);
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
