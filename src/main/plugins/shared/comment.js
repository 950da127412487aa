/* A comment on a request by who has to do with it, also where he cannot open the task in which it is decided. */
import { button, element } from "./page.js";
import { send } from "./rest.js";
import { sentence } from "./words.js";

/** @returns a button that opens a field for the text, and says what became of it */
export function commentOn(api, address) {
  const box = element("div", "account-lock-comment");
  const ask = button("btn btn-default btn-xs", "Comment", () => {
    const label = element("label", "", "Comment, for everybody who decides about it (it is kept as it is)");
    const text = element("textarea", "form-control");
    text.maxLength = 1000;
    text.rows = 2;
    label.append(text);
    const problem = element("p", "problem");
    problem.setAttribute("role", "alert");
    const confirm = button("btn btn-primary btn-xs", "Send comment", async () => {
      confirm.disabled = true;
      try {
        await send(api, address, { text: text.value });
        const done = element("span", "sent", "Your comment stands in the history of the request. ");
        done.setAttribute("role", "status");
        box.replaceChildren(done, ask);
      } catch (failure) {
        problem.textContent = sentence(failure.message.replace(/^message: /, ""));
        confirm.disabled = false;
      }
    });
    const leave = button("btn btn-default btn-xs", "Leave it", () => box.replaceChildren(ask));
    box.replaceChildren(label, confirm, leave, problem);
    text.focus();
  });
  box.append(ask);
  return box;
}
