/* What is known about one account: for auditors in Cockpit, for the approver in Tasklist. */
import { button, element, row, table, time } from "./page.js";
import { send } from "./rest.js";

export const HOLD_WORDS = {
  ACTIVE: "a request is under way",
  WAITING: "approved, and waits for its time",
  HELD: "holds the lock",
  KEPT: "kept as it was by an operator, without proof",
  RELEASED: "released",
  BROKEN: "found unlocked although nobody of us unlocked it",
  ORPHANED: "its request was deleted after a lock call: look at the account",
};

/**
 * @param requestLink shows the request of a hold
 * @param person shows somebody by the user id
 */
export function holdTable(holds, requestLink, person = (id) => id) {
  if (!holds.length) {
    return element("p", "lock-audit-note", "No request of ours holds this account.");
  }
  return table(
    "table-condensed",
    ["Hold", "By", "Since", "Request"],
    holds.map((hold) => row(HOLD_WORDS[hold.state] || hold.state, person(hold.requester), time(hold.since), requestLink(hold))),
  );
}

/** Asks the cloud when the person asks for it; the question goes into the ledger. */
export function liveState(api, address) {
  const box = element("p", "lock-audit-live");
  const answer = element("span", "", " The question is written to the ledger.");
  answer.setAttribute("role", "status");
  const ask = button("btn btn-default btn-sm", "Ask the cloud for the state now", async () => {
    ask.disabled = true;
    answer.textContent = " Asking the cloud …";
    try {
      const live = await send(api, address);
      answer.replaceChildren(
        " ",
        element("strong", "", live.state),
        ` (${live.type}${live.validUntil ? `, password valid until ${live.validUntil}` : ""}), read `,
        time(live.at, { dateStyle: "medium", timeStyle: "medium" }),
      );
    } catch (failure) {
      answer.textContent = ` ${failure.message}`;
    } finally {
      ask.disabled = false;
    }
  });
  box.append(ask, answer);
  return box;
}
