/*
 * What a task's form only shows, as text to read: moments in the time of the person who reads, the ids of requests left out.
 * The fields keep their values, which the form sends back as they were.
 */
import { MOMENT, WITH_ZONE, element } from "../shared/page.js";

const REQUEST_ID = /\brequest [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(, | (?=by ))/g;
const SHOWN = ".task-details .fjs-form :is(input, textarea)[readonly]";
const NOTES = ".page-notifications .alert, [notifications-panel] .alert";

/** Written by people, who are quoted. */
const QUOTED = /_(reason|ticket|accountName)$/;

export function readable(text) {
  const parts = text.replace(REQUEST_ID, "").split(MOMENT);
  return parts.map((part, index) => (index % 2 ? new Date(part).toLocaleString(undefined, WITH_ZONE) : part)).join("");
}

/** The one of several who hold an account whose hold is meant. */
export function holder(holds, id) {
  const line = (holds || "").split("\n").find((each) => each.includes(id));
  return line ? readable(line) : `request ${id}`;
}

function textOf(field) {
  if (QUOTED.test(field.id)) {
    return field.value;
  }
  if (field.id.endsWith("_hold") && field.value) {
    return holder(field.form?.querySelector('[id$="_holdsSeen"]')?.value, field.value);
  }
  return readable(field.value);
}

function showAsText(field) {
  const box = field.closest(".fjs-form-field");
  const shown = box.querySelector(".account-lock-shown") || element("div", "account-lock-shown");
  const text = textOf(field) || "–";
  if (shown.textContent !== text) {
    shown.textContent = text;
    (field.closest(".fjs-input-group") || field).after(shown);
  }
}

/** Tasklist's own notes of what was refused. */
function rewrite(note) {
  const texts = document.createTreeWalker(note, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data } = texts.currentNode;
    if (readable(data) !== data) {
      texts.currentNode.data = readable(data);
    }
  }
}

/** Forms and notes are drawn some time after they were read. The page itself may not be there yet. */
new MutationObserver(() => {
  document.querySelectorAll(SHOWN).forEach(showAsText);
  document.querySelectorAll(NOTES).forEach(rewrite);
}).observe(document, { childList: true, subtree: true });
