/*
 * The form of a request, helped along. The values of a link (…#/?processStart=account-lock&accountName=app_user) are filled in;
 * what was typed survives Escape and a reload of the page, for the same person, in this tab and until the request is made or
 * another link is followed.
 */
import { button, element, link } from "../shared/page.js";
import { offerAccounts } from "./account-choice.js";
import { sayHold } from "./hold.js";
import { forgetDone, sayDone } from "./note.js";
import { findPersonsAccounts } from "./person-accounts.js";
import { readWindows, sayTimes, withEnds, withNextTimes } from "./times.js";

const LOCK_FORM = "request-lock";
const UNLOCK_FORM = "request-unlock";
const OURS = [LOCK_FORM, UNLOCK_FORM, "request-list"];
const DRAFT = "account-lock-draft";
const MOST_CHOICES = 50;

/** The form that the person has before him; undefined if it is not ours. */
let open;

/** A link by which a request was made; it fills no second form. */
let usedLink;

/** Tasklist's own scope, in which it keeps who is logged in. */
let root;

/** How Tasklist calls the server. */
let server;

/** Opens one request of the person. */
let openRequest;

export function follow(scope, api, open) {
  root = scope.$root;
  server = api;
  openRequest = open;
}

/** A form with what is known already as its default values. */
export function helped(form, known, now) {
  const components = form.components.map((field) => {
    const offered = field.key === "lockDuration" ? withEnds(field, now) : field.key === "lockStart" ? withNextTimes(field) : field;
    const value = known[field.key];
    return value && isOffered(offered, value) ? { ...offered, defaultValue: value } : offered;
  });
  return { ...form, components };
}

/** A choice has to be one of those that the form has. */
function isOffered(field, value) {
  if (field.type === "textfield" || field.type === "textarea") {
    return true;
  }
  if (field.type === "datetime") {
    return !Number.isNaN(Date.parse(value));
  }
  const choices = field.choices || field.values;
  return choices ? choices.some((choice) => choice.value === value) : field.valuesExpression !== undefined;
}

/** What the address of the page says about the fields of a form, as text. */
function linked(form) {
  const asked = [...new URLSearchParams(window.location.hash.split("?")[1] || "")];
  return new URLSearchParams(asked.filter(([name]) => form.components.some(({ key }) => key === name))).toString();
}

/** What the link says, and over it what the same person has typed before; but nothing that was typed for another link. */
function known(form) {
  const asked = linked(form) === usedLink ? "" : linked(form);
  const draft = JSON.parse(sessionStorage.getItem(`${DRAFT}:${form.id}`) || "{}");
  const goesOn = draft.by && draft.by === root?.authentication?.name && (asked === "" || asked === draft.link);
  return { ...Object.fromEntries(new URLSearchParams(asked)), ...(goesOn ? draft.values : {}) };
}

/** @returns the start form as the person gets it; others as they are */
export async function startForm(form) {
  if (form?.components?.some(({ key }) => key === "lockStart") && server) {
    await readWindows(server);
  }
  open = OURS.includes(form?.id) ? helped(form, known(form), new Date()) : undefined;
  if ([LOCK_FORM, UNLOCK_FORM].includes(open?.id)) {
    offerAccounts(() => typed(open), () => server, open.id === UNLOCK_FORM);
  }
  if (open) {
    drawnForm.observe(document.body, { childList: true, subtree: true });
  }
  return open || form;
}

/** The values of the fields that stand in the page now. */
function typed(form) {
  const values = {};
  for (const field of form.components.filter(({ key }) => key)) {
    const input = (suffix) => document.querySelector(`.fjs-form [id$="-${CSS.escape(field.id + suffix)}"]`);
    if (field.type === "radio") {
      const chosen = [...Array(MOST_CHOICES).keys()].find((index) => input(`-${index}`)?.checked);
      // Choices that follow another field are named as they are.
      const label = input(`-${chosen}`)?.closest("label")?.textContent.trim();
      values[field.key] = field.values?.[chosen]?.value ?? field.choices?.find((choice) => choice.label === label)?.value ?? label;
    } else if (["textfield", "textarea", "number"].includes(field.type)) {
      values[field.key] = input("")?.value;
    } else if (field.type === "datetime") {
      values[field.key] = chosenMoment(input("-date"), input("-time"));
    }
  }
  return values;
}

/** What stands in the two fields of a date, which are of the person's own time zone; undefined as long as one is empty. */
function chosenMoment(date, time) {
  const [day] = date?._flatpickr?.selectedDates || [];
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(time?.value.trim()) || [];
  if (!day || hours === undefined) {
    return undefined;
  }
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hours, minutes).toISOString();
}

function accountsField() {
  return open?.components.find(({ key }) => key === "accounts");
}

/** Where accounts are pasted, a file may be chosen instead: its text stands there then, for everybody to read. */
function offerFile() {
  const field = accountsField();
  const input = field && document.querySelector(`.modal-content .fjs-form [id$="-${CSS.escape(field.id)}"]`);
  if (!input || input.parentNode.querySelector("input[type=file]")) {
    return;
  }
  const label = element("label", "account-lock-file", "Or choose a file: ");
  const file = element("input");
  file.type = "file";
  file.accept = ".csv,.txt,text/csv,text/plain";
  const write = (text) => {
    input.focus();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true })); // as if it was typed
    input.blur(); // and left: then the form has it at once
  };
  file.addEventListener("change", async () => {
    const text = await file.files[0]?.text();
    if (text !== undefined) {
      write(text);
    }
  });
  const template = link(`data:text/csv;charset=utf-8,${encodeURIComponent(field.properties?.template || "")}`, "Download a template");
  template.download = "accounts.csv";
  label.append(file);
  input.after(label, template, findPersonsAccounts(input, write, () => server));
  drawnForm.disconnect();
}

/** The form is drawn some time after it was read; once the file stands in it, nothing is waited for. */
const drawnForm = new MutationObserver(() => {
  if (accountsField()) {
    offerFile();
  } else if (open?.id === LOCK_FORM) {
    sayTimesAtFirst();
  } else if (sayHold(server)) {
    drawnForm.disconnect();
  }
});

/** Who asks for longer reads until when it is locked now, before he chooses anything. */
function sayTimesAtFirst() {
  const form = document.querySelector(".modal-content .fjs-form");
  if (form?.querySelector('[id*="-Field_urgency"]')) {
    drawnForm.disconnect();
    sayTimes(form, typed(open));
  }
}

/** A date is chosen by a click beside the form or by leaving its field, and none of that is an input. */
for (const change of ["input", "change", "focusout", "click"]) {
  document.addEventListener(change, (event) => setTimeout(() => keep(event)));
}

function keep(event) {
  const form = document.querySelector(".modal-content .fjs-form");
  if (open && form && (form.contains(event.target) || event.target.closest?.(".flatpickr-calendar"))) {
    const values = typed(open);
    const draft = { by: root?.authentication?.name, link: linked(open), values };
    sayTimes(form, values);
    sessionStorage.setItem(`${DRAFT}:${open.id}`, JSON.stringify(draft));
  }
}

/** Of a request that is made, or where somebody else logs in. */
function forget() {
  forgetDone();
  for (const id of OURS) {
    sessionStorage.removeItem(`${DRAFT}:${id}`);
  }
}

/** Tasklist says only that a process has been started, for some seconds; the way to the request stays until it is gone or closed. */
export function requestIsMade(id) {
  usedLink = open && linked(open);
  forget();
  const see = button("btn btn-default btn-xs", "See it", () => {
    forgetDone();
    openRequest(id);
  });
  sayDone("Your request is made.", see);
}

window.addEventListener("hashchange", () => /^#\/login/.test(window.location.hash) && forget());
