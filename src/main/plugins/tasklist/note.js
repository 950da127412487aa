/* What has just been done, in a corner of the page: it stays until it is closed, another is said, or the person logs out. */
import { button, element } from "../shared/page.js";

const NOTE = "account-lock-made";

/** @param more what may be done next, as elements */
export function sayDone(words, ...more) {
  forgetDone();
  const note = element("p", NOTE, `${words} `);
  note.setAttribute("role", "status");
  const gone = button("close", "×", () => note.remove());
  gone.setAttribute("aria-label", "Close");
  note.append(...more, gone);
  document.body.append(note);
}

export function forgetDone() {
  document.querySelector(`.${NOTE}`)?.remove();
}
