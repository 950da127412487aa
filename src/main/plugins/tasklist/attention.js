/* What the person has to look at next is brought before him: the first field that is wrong, and on a telephone the task that he has opened. */

/** After a press that the form has answered with what is missing. */
function showFirstWrong() {
  const wrong = document.querySelector(".fjs-form .fjs-has-errors");
  wrong?.scrollIntoView({ block: "center" });
  wrong?.querySelector("input, textarea, select")?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".modal-footer [type=submit], .task-details .form-actions .btn-primary")) {
    requestAnimationFrame(() => requestAnimationFrame(showFirstWrong));
  }
});

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
