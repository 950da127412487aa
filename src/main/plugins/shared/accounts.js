/* The accounts of a list, some at a time, each with what has become of it. */
import { button, element, link, row, table, time, told } from "./page.js";
import { read } from "./rest.js";
import { TONES, outcomeWords } from "./words.js";

const ACCOUNTS_AT_ONCE = 100;
const ACCOUNT_COLUMNS = ["#No.", "Account", "What became of it", "Request"];

/**
 * @param address of the accounts of one list
 * @param request what stands in the cell of an account's request
 */
export function accountList(address, request) {
  const box = element("div", "account-lock-list");
  const note = element("p", "note", "Reading …");
  note.setAttribute("role", "status");
  const rows = table("table-condensed", ACCOUNT_COLUMNS, []);
  rows.hidden = true;
  const more = button("btn btn-default btn-sm", "Show more", () => load());
  const file = link(`${address}.csv`, "Download all as CSV", "btn btn-default btn-sm");
  file.download = "accounts.csv";
  box.append(note, file, rows, more);

  async function load() {
    more.disabled = true;
    try {
      const found = await read(address, { first: rows.tBodies[0].rows.length, max: ACCOUNTS_AT_ONCE });
      const lines = found.accounts.map((account) => accountLine(account, request));
      rows.tBodies[0].append(...table("", ACCOUNT_COLUMNS, lines).tBodies[0].rows);
      rows.hidden = false;
      more.hidden = rows.tBodies[0].rows.length >= found.total;
      note.textContent = listProgress(found);
    } catch (failure) {
      note.textContent = failure.message;
    }
    more.disabled = false;
  }
  load();
  return box;
}

export function listProgress({ total, times, locked, others }) {
  const open = total - locked - others;
  const accounts = total / times === 1 ? "1 account" : `${total / times} accounts`;
  const what = times > 1 ? `${accounts}, each to be locked ${times} times` : accounts;
  return `${what}: ${locked} locked${others ? `, ${others} not locked` : ""}${open ? `, ${open} not settled yet` : ""}.`;
}

function accountLine(account, request) {
  const words = account.outcome ? outcomeWords(account.action, account.outcome) : account.state;
  const tone = account.outcome ? TONES[account.outcome] || "plain" : account.locked ? "good" : "plain";
  const standing = element("span", `state ${tone}`);
  standing.append(...told(words));
  return row(String(account.row), accountCell(account), standing, account.requestId ? request(account.requestId) : "");
}

/** Of a list that is locked several times, with the time of this one. */
function accountCell({ account, from, until }) {
  if (!from) {
    return account;
  }
  const cell = element("span", "", account);
  const when = element("small", "account-lock-time");
  when.append(time(from), " until ", time(until));
  cell.append(when);
  return cell;
}
