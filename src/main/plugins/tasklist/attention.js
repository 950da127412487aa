/* What the person has to look at next is brought before him: the first field that is wrong, and on a telephone the task that he has opened. */

/** How long the form may take to say what is missing, in frames of the page. */
const PATIENT_FRAMES = 60;

/** After a press that the form may answer with what is missing. */
function showFirstWrong(frames = PATIENT_FRAMES) {
  const wrong = document.querySelector(".fjs-form .fjs-has-errors");
  if (wrong) {
    wrong.scrollIntoView({ block: "center" });
    wrong.querySelector("input, textarea, select")?.focus({ preventScroll: true });
    if (wrong.closest(".task-details")) {
      keepNotesAway();
    }
  } else if (frames > 0) {
    requestAnimationFrame(() => showFirstWrong(frames - 1));
  }
}

/** The form says what is missing; Tasklist's own note, which comes after it, says only that it is, and lies over the button. */
function keepNotesAway(frames = PATIENT_FRAMES) {
  closeNotes();
  if (frames > 0) {
    requestAnimationFrame(() => keepNotesAway(frames - 1));
  }
}

const SUBMIT = ".modal-footer [type=submit], .task-details .form-actions .btn-primary";
const PRESSED = `${SUBMIT}, .fjs-form :is(label, [type=radio], [type=checkbox])`;

/** Where the press itself chooses, or says where is written; also where a label is around it. */
const ITS_OWN = "select, option, input[type=text], textarea";

/**
 * A field is left once what is pressed has been pressed. Left before, when the pointer goes down, it may say what it lacks,
 * which moves the page below the pointer: it comes up beside the button, and nothing is pressed at all.
 */
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(PRESSED) && !event.target.closest(ITS_OWN)) {
    event.preventDefault();
  }
});

document.addEventListener(
  "click",
  (event) => {
    const pressed = event.target.closest?.(PRESSED);
    (pressed?.control ?? pressed)?.focus({ preventScroll: true });
    if (pressed?.matches(SUBMIT)) {
      showFirstWrong();
    }
  },
  true, // before the form is sent, so that it has what was typed last
);

/** Where the columns of Tasklist stand below each other: the task that was opened, or the list when it is done. */
export function bringBefore(node, task, before) {
  if (task?.id === before?.id) {
    return;
  }
  const details = node.closest(".task-details");
  const list = document.querySelector(".tasks-list")?.closest(".column");
  const stacked = list && details.getBoundingClientRect().left < list.getBoundingClientRect().right - 1;
  if (stacked) {
    (task ? details : list).scrollIntoView({ block: "start" });
  }
}

/** What Tasklist says of a step that was refused stays until it is closed; the step that goes through closes it. */
export function closeNotes() {
  document.querySelectorAll(":is(.page-notifications, [notifications-panel]) .alert .close").forEach((cross) => cross.click());
}
