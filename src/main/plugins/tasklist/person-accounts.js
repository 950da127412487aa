/*
 * All accounts of a person for a list: found by a pattern of their names on every instance that requests have named, and
 * added to the list as paths, so that everybody reads what is asked for. Nothing is asked for by finding them.
 */
import { button, element } from "../shared/page.js";
import { send } from "../shared/rest.js";
import { sentence } from "../shared/words.js";

/**
 * @param list the text area of the list
 * @param write puts a text there as if it was typed
 * @param server Tasklist's own object for calls of the server, when it is needed
 */
export function findPersonsAccounts(list, write, server) {
  const box = element("div", "account-lock-choice");
  const label = element("label", "account-lock-file", "Or find the accounts of a person, by their names: ");
  const name = element("input", "form-control");
  name.placeholder = "*jdoe*";
  const answer = element("div");
  answer.setAttribute("aria-live", "polite");
  const find = button("btn btn-default btn-sm", "Find accounts", async () => {
    find.disabled = true;
    answer.replaceChildren(element("p", "", "Asking the clouds …"));
    try {
      answer.replaceChildren(...addToList(await accountsCalled(server(), name.value), list, write));
    } catch (failure) {
      answer.replaceChildren(element("p", "account-lock-refusal", sentence(failure.message.replace(/^[a-zA-Z]+: /, ""))));
    } finally {
      find.disabled = false;
    }
  });
  name.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // it would send the form
      find.click();
    }
  });
  label.append(name);
  box.append(label, find, answer);
  return box;
}

function accountsCalled(api, name) {
  return send(api, `${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/accounts?${new URLSearchParams({ name })}`);
}

function addToList({ accounts, left, read, notRead }, list, write) {
  const lines = list.value.split("\n").filter((line) => line.trim());
  if (lines.length && !lines[0].includes("/")) {
    throw new Error("The list has columns; accounts that are found are added as paths. Empty the list first.");
  }
  const more = accounts
    .map(({ provider, region, instanceId, accountName }) => [provider, region, instanceId, accountName].join("/"))
    .filter((path) => !lines.includes(path));
  write([...lines, ...more].join("\n"));
  const where = `${read.length} ${read.length === 1 ? "instance" : "instances"} that requests have named`;
  return [
    element("p", "", `${more.length} added, of ${accounts.length} found on ${where}. Others have to be typed.`),
    ...[...left, ...notRead].map((line) => element("p", "account-lock-refusal", line)),
  ];
}
