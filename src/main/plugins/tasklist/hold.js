/* Which hold is to be released, in words: the field for it has the id of a request, which says nothing to people. */
import { WITH_ZONE, element, time } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { accountWords } from "../shared/words.js";

/** @returns whether the form stands there with its field, beside which it is said from now on */
export function sayHold(server) {
  const input = document.querySelector('.modal-content .fjs-form [id$="-Field_hold"]');
  if (!input) {
    return false;
  }
  const said = element("p", "account-lock-hold");
  said.setAttribute("role", "status");
  const say = async () => {
    const id = input.value.trim();
    const words = id ? await wordsOf(server, id) : [];
    if (id === input.value.trim()) {
      said.replaceChildren(...words);
    }
  };
  input.closest(".fjs-form-field").append(said);
  input.addEventListener("change", say);
  say();
  return true;
}

async function wordsOf(server, id) {
  try {
    const address = `${server.tasklistApi}/plugin/account-lock-requests/${server.engine}/requests/one/${encodeURIComponent(id)}`;
    const { account, requester, requestedAt, lockUntil } = await read(address);
    const until = lockUntil ? [", locked until ", time(lockUntil, WITH_ZONE)] : [];
    return [`This is the hold of ${requester} on ${accountWords(account).name}, asked for on `, time(requestedAt, WITH_ZONE), ...until, "."];
  } catch (failure) {
    return [failure.message];
  }
}
