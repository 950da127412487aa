/*
 * The accounts of an instance, beside the field for the name of one: a list with their live state, asked for by a button and
 * never before. A choice fills in the field; what may be locked is the server's to say, here and when the request is made.
 */
import { button, element, time } from "../shared/page.js";
import { send } from "../shared/rest.js";
import { sentence } from "../shared/words.js";

const NAME_FIELD = '.modal-content .fjs-form [id$="-Field_accountName"]';
const ROWS = 8;

/** The form is drawn some time after it was read. */
const drawn = new MutationObserver(() => placeChoice());

let choiceOf;

/**
 * @param values what is typed into the form now, by field
 * @param server Tasklist's own object for calls of the server, when it is needed
 * @param unlock whether it is asked to unlock: then what we hold stands first
 */
export function offerAccounts(values, server, unlock) {
  choiceOf = { values, server, unlock };
  drawn.observe(document.body, { childList: true, subtree: true });
}

function placeChoice() {
  const name = document.querySelector(NAME_FIELD);
  if (name) {
    drawn.disconnect();
    name.closest(".fjs-form-field").append(choice(name, choiceOf));
  }
}

function choice(name, { values, server, unlock }) {
  const box = element("div", "account-lock-choice");
  const answer = element("div");
  answer.setAttribute("aria-live", "polite");
  let shown = "";
  const ask = button("btn btn-default btn-sm", "Show accounts of this instance", async () => {
    const place = placeIn(values());
    shown = place.join("/");
    ask.disabled = true;
    answer.replaceChildren(element("p", "", "Asking the cloud …"));
    try {
      const found = await accountsThere(server(), place);
      answer.replaceChildren(...(shown === place.join("/") ? nameList(found, name, unlock) : []));
      answer.querySelector("select")?.focus();
    } catch (failure) {
      answer.replaceChildren(element("p", "account-lock-refusal", withoutFieldNames(failure.message)));
    } finally {
      ask.disabled = false;
    }
  });
  // What was shown is of that instance; another one has other accounts.
  document.addEventListener("input", function forget() {
    if (!name.isConnected) {
      document.removeEventListener("input", forget);
    } else if (shown && shown !== placeIn(values()).join("/")) {
      shown = "";
      answer.replaceChildren();
    }
  });
  box.append(ask, answer);
  return box;
}

function placeIn({ provider, region, instanceId }) {
  return [provider, region, instanceId].map((value) => (value || "").trim());
}

async function accountsThere(api, [provider, region, instanceId]) {
  if (!provider || !region || !instanceId) {
    throw new Error("Choose the cloud and the region, and name the instance first.");
  }
  const where = new URLSearchParams({ provider, region, instanceId });
  return send(api, `${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/instance/accounts?${where}`);
}

/** The browser's own list: arrows, first letters and clicks choose, also for a screen reader. */
function nameList(found, name, unlock) {
  if (!found.accounts.length) {
    return [element("p", "", "The cloud lists no accounts there.")];
  }
  const list = element("select", "form-control");
  const option = (account) => {
    const one = element("option", "", `${account.name} · ${account.state}${account.held ? ", held by a request" : ""}`);
    one.value = account.name;
    one.disabled = !account.offered && !(unlock && account.held);
    one.selected = !one.disabled && account.name === name.value;
    return one;
  };
  const add = (label, accounts) => {
    const group = element("optgroup");
    group.label = label;
    group.append(...accounts.map(option));
    if (accounts.length) {
      list.append(group);
    }
    list.size = Math.min(ROWS, Math.max(2, list.querySelectorAll("option, optgroup").length));
  };
  const others = found.accounts.filter(({ held, locked }) => !held && !locked);
  if (unlock) {
    add("Locked by requests of ours", found.accounts.filter(({ held }) => held));
    add("Locked by others", found.accounts.filter(({ held, locked }) => !held && locked));
  } else {
    list.append(...found.accounts.map(option));
    list.size = Math.min(ROWS, Math.max(2, found.accounts.length));
  }
  list.addEventListener("change", () => {
    name.value = list.value;
    name.dispatchEvent(new Event("input", { bubbles: true }));
    name.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); // the form takes a text when its field is left
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      name.focus();
    }
  });
  const count = unlock ? `${found.accounts.length - others.length} of ${found.accounts.length} accounts are locked` : `${found.accounts.length} accounts`;
  const label = element("label", "", `${count}, read `);
  label.append(time(found.readAt, { timeStyle: "medium" }), list);
  if (!unlock || !others.length) {
    return [label];
  }
  list.hidden = others.length === found.accounts.length;
  const rest = button("btn btn-default btn-sm", `Show also the ${others.length} that are not locked`, () => {
    add("Not locked", others);
    list.hidden = false;
    rest.remove();
    list.focus();
  });
  return [label, rest];
}

/** The server names the field of each sentence; here it stands beside them. */
function withoutFieldNames(message) {
  return message.split("\n").map((line) => sentence(line.replace(/^[a-zA-Z]+: /, ""))).join(" ");
}
