/*
 * What the server refuses of a form stands beside the field that it is about. Tasklist itself shows it in a note that
 * goes by; so we listen to the answers of its own calls, and to the forms that they bring, where the names of the fields are.
 */
import { sentence } from "../shared/words.js";
import { readable } from "./readable.js";
import { requestIsMade, startForm } from "./start-form.js";

const SUBMITS = /\/(submit-form|complete)$/;
const STARTS = /\/process-definition\/(key\/)?account-(lock|unlock|lock-bulk)(:|%3A|\/)[^?]*submit-form$/;
const START_FORM = /\/deployed-start-form$/;
const TASK_FORM = /\/deployed-form$/;
const REFUSAL = "account-lock-refusal";

/** Ids of the form's inputs by the names of their fields. */
let inputs = new Map();

/** Tasklist reads forms by fetch and sends them by XMLHttpRequest. */
function listenToAnswers() {
  const fetched = window.fetch;
  window.fetch = async function (address, ...more) {
    const response = await fetched.call(this, address, ...more);
    const asked = path(address.url || address);
    const starts = START_FORM.test(asked);
    if (!response.ok || !(starts || TASK_FORM.test(asked))) {
      return response;
    }
    const form = await response.clone().json().catch(() => null);
    rememberForm(form);
    const helped = starts ? await startForm(form) : form;
    return helped === form ? response : new Response(JSON.stringify(helped), response);
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    if (SUBMITS.test(path(address))) {
      forgetRefusals();
      this.addEventListener("load", () => showRefusals(this));
      if (STARTS.test(path(address))) {
        this.addEventListener("load", () => this.status < 300 && requestIsMade(answerOf(this)?.id));
      }
    }
    return open.call(this, method, address, ...more);
  };
}

function path(address) {
  return String(address).split("?")[0];
}

function answerOf(request) {
  try {
    return typeof request.response === "string" ? JSON.parse(request.response) : request.response;
  } catch {
    return null;
  }
}

function rememberForm(form) {
  if (form && Array.isArray(form.components)) {
    inputs = new Map(form.components.filter((each) => each.key).map((each) => [each.key, each.id]));
  }
}

function showRefusals(request) {
  if (!(request.getResponseHeader("Content-Type") || "").startsWith("application/problem+json")) {
    return;
  }
  const problem = answerOf(request);
  const shown = (problem?.errors || []).map(({ field, detail }) => showAt(fieldNode(field), detail)).filter(Boolean);
  const first = shown[0] || showAt(document.querySelector(".fjs-form"), problem?.detail, "prepend");
  if (first) {
    first.scrollIntoView({ block: "center" });
    first.parentElement.querySelector("input, textarea, select")?.focus({ preventScroll: true });
  }
}

function fieldNode(field) {
  const id = inputs.get(field) && CSS.escape(inputs.get(field));
  // A time has two inputs, and a choice one each.
  return id && document.querySelector(`.fjs-form [id$="-${id}"], .fjs-form [id*="-${id}-"]`)?.closest(".fjs-form-field");
}

function showAt(node, text, where = "append") {
  if (!node || !text) {
    return null;
  }
  const note = document.createElement("p");
  note.className = REFUSAL;
  note.setAttribute("role", "alert");
  note.textContent = sentence(readable(text));
  node[where](note);
  // What was corrected is not refused any more.
  node.addEventListener("input", () => note.remove(), { once: true });
  return note;
}

function forgetRefusals() {
  for (const note of document.querySelectorAll(`.${REFUSAL}`)) {
    note.remove();
  }
}

listenToAnswers();
