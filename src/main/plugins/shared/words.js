/* Outcomes in words; the same in Tasklist and Cockpit. */

export const OUTCOMES = {
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
  RELEASED: "Hold released, nothing called",
  FAILED_UNCHANGED: "Lock refused by the cloud, account unchanged",
  CARRIED_OUT: "Carried out, each account by itself",
  CLOSED_BY_OPERATOR: "Closed by an operator, without proof",
  DELETED: "Deleted by hand, nothing is proven",
};

/** What the same outcomes mean for somebody who asked for an unlock. */
export const UNLOCK_OUTCOMES = {
  UNLOCKED: "Unlocked",
  REJECTED: "Rejected, not unlocked",
  EXPIRED: "Expired, not unlocked",
  WITHDRAWN: "Withdrawn, not unlocked",
  DENIED: "Denied by the policy, not unlocked",
  TARGET_CHANGED: "Account changed, not unlocked",
  FAILED_UNCHANGED: "Unlock refused by the cloud, account unchanged",
};

/** What they mean where both kinds of requests are counted together. */
export const ANY_OUTCOMES = {
  UNLOCKED: "Unlocked",
  REJECTED: "Rejected",
  EXPIRED: "Expired before a call",
  WITHDRAWN: "Withdrawn",
  DENIED: "Denied by the policy",
  TARGET_CHANGED: "Account changed, nothing called",
  FAILED_UNCHANGED: "Refused by the cloud, account unchanged",
};

/** Colour of an outcome: it only repeats what the words say. */
export const TONES = {
  LOCKED: "good",
  ALREADY_LOCKED: "good",
  UNLOCKED: "good",
  RELEASED: "good",
  UNDONE: "bad",
  FAILED_UNCHANGED: "bad",
  CLOSED_BY_OPERATOR: "bad",
  ACCOUNT_NOT_FOUND: "bad",
  TARGET_CHANGED: "bad",
  DELETED: "bad",
};

export const MANY = "account-list/";

/** Whether it stands for a list, and is no account. */
export function isList(path) {
  return path.startsWith(MANY);
}

/** How an account is called in one word and where it is; of a list, how many there are. */
export function accountWords(path) {
  const [provider, region, instance, name] = path.split("/");
  if (isList(path)) {
    return { name: instance === "1-accounts" ? "1 account" : instance.replace("-", " "), where: `list ${name.slice(0, 8)}` };
  }
  return { name, where: path && [provider, region, instance].join("/") };
}

/** @param action lock or unlock; empty for both together */
export function outcomeWords(action, outcome) {
  const narrower = action === "unlock" ? UNLOCK_OUTCOMES : action === "lock" ? {} : ANY_OUTCOMES;
  return narrower[outcome] || OUTCOMES[outcome] || outcome;
}

/** With a capital: what the server says of a field begins behind its name. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
