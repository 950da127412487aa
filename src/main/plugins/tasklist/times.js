/*
 * When a lock begins and ends, as the person who asks reads it: the ends to choose from, the next times of the windows, and
 * before the request is sent what it will say.
 */
import { WITH_ZONE, element } from "../shared/page.js";
import { read } from "../shared/rest.js";

const WINDOW = "window:";
const LENGTH = /^P(?:(\d+)D)?(?:T(\d+)H)?$/;
const HOUR = 3600000;

/** The next times of the maintenance windows, by name, of the form that is open. */
let windows = new Map();

/** Read before the form is drawn; without an answer the windows keep the words of their configuration. */
export async function readWindows(api) {
  const found = await read(`${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/windows`).catch(() => []);
  windows = new Map(found.map(({ name, from, until }) => [WINDOW + name, { from: new Date(from), until: new Date(until) }]));
}

/** The choices of the start, each window with its next times. */
export function withNextTimes(field) {
  return { ...field, values: field.values.map((choice) => (windows.has(choice.value) ? inWords(choice) : choice)) };
}

function inWords({ label, value }) {
  const { from, until } = windows.get(value);
  return { label: `${label.split(":")[0]}: ${withZone(from)} until ${withZone(until)}`, value };
}

/**
 * The choices of the end: with the evening of today and the morning of the next Monday, before the choice of any other time.
 * What is counted from now is over before a later start, so it is not offered with one.
 */
export function withEnds({ values, ...field }, now) {
  const evening = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 22);
  const monday = new Date(now.getFullYear(), now.getMonth(), now.getDate() + ((8 - now.getDay()) % 7 || 7), 8);
  const ends = [evening, monday]
    .filter((end) => end - now > HOUR)
    .map((end) => ({ label: `Until ${dayWords(end)}`, value: end.toISOString().replace(/\.\d+Z$/, "Z") }));
  const choices = [...values.slice(0, -1), ...ends, ...values.slice(-1)];
  const later = values.filter(({ value }) => !LENGTH.test(value));
  return { ...field, choices, valuesExpression: `=if lockStart = "later" then ${feel(later)} else ${feel(choices)}` };
}

function feel(choices) {
  return `[${choices.map(({ label, value }) => `{label: ${JSON.stringify(label)}, value: ${JSON.stringify(value)}}`).join(", ")}]`;
}

function dayWords(end) {
  return end.toLocaleString(undefined, { weekday: "long", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

function withZone(moment) {
  return moment.toLocaleString(undefined, WITH_ZONE);
}

/** Says below the choices from when until when the account will be locked. */
export function sayTimes(form, values) {
  const next = form.querySelector('[id*="-Field_urgency"], [id*="-Field_onFailure"]')?.closest(".fjs-layout-row");
  if (!next || !("lockStart" in values)) {
    return;
  }
  const said = form.querySelector(".account-lock-times") || element("p", "account-lock-times");
  said.setAttribute("role", "status");
  next.before(said);
  const { text, wrong } = times(values, new Date(), heldUntil(values));
  said.textContent = text;
  said.hidden = !text;
  said.classList.toggle("wrong", Boolean(wrong));
}

/** Until when the account of the link is locked already, for whoever asks for longer. */
function heldUntil({ instanceId, accountName }) {
  const asked = new URLSearchParams(window.location.hash.split("?")[1] || "");
  const held = new Date(asked.get("heldUntil") || "");
  const same = asked.get("instanceId") === instanceId && asked.get("accountName") === accountName;
  return same && !Number.isNaN(held.getTime()) ? held : undefined;
}

function times(values, now, held) {
  const { text, wrong, end } = chosenTimes(values, now);
  if (held && end && end <= held) {
    return { text: `Your request keeps it locked until ${withZone(held)} already. Choose a later end.`, wrong: true };
  }
  return { text: text || (held ? `Your request keeps it locked until ${withZone(held)}. Choose a later end.` : ""), wrong };
}

/** @returns what the request will say; nothing as long as it is not chosen */
function chosenTimes({ lockStart, lockFrom, lockUntil, lockDuration = "", lockFor, urgency, windowTimes }, now) {
  const next = windows.get(lockStart);
  const from = next?.from || (lockStart === "later" && lockFrom && new Date(lockFrom));
  if (lockStart === "later" && !from) {
    return { text: "" };
  }
  const atOnce = urgency === "emergency" ? "Locked at once if you may lock first in an emergency, else as soon as it is approved" : "Locked as soon as it is approved";
  const begins = from ? `Locked from ${withZone(from)}` : atOnce;
  if (!next && lockDuration === "from-lock") {
    const about = from && lockFor ? `, that is until ${withZone(new Date(from.getTime() + millis(lockFor)))} if it is locked in time` : "";
    return { text: lockFor ? `${begins}, for ${lengthWords(lockFor)} counted from the lock${about}.` : "" };
  }
  if (!next && lockDuration === "lasting") {
    return { text: `${begins}, for good.` };
  }
  const end = next?.until || chosenEnd(lockDuration, lockUntil, now);
  if (!end) {
    return { text: "" };
  }
  if (end <= (from || now)) {
    return { text: `It would end on ${withZone(end)}, before it begins. Choose a later end.`, wrong: true };
  }
  const more = next && /^([2-9]|[12]\d|3[01])$/.test(windowTimes) ? windowTimes - 1 : 0;
  const again = more ? `, and ${more === 1 ? "once" : `${more} times`} more, each time that the window comes after that` : "";
  return { text: `${begins} until ${withZone(end)}${again}.`, end };
}

function chosenEnd(duration, until, now) {
  if (LENGTH.test(duration)) {
    return new Date(now.getTime() + millis(duration));
  }
  const moment = new Date(duration === "temporary" ? until : duration);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function millis(duration) {
  const [, days, hours] = LENGTH.exec(duration);
  return ((days || 0) * 24 + Number(hours || 0)) * HOUR;
}

/** A length as the choices say it. */
export function lengthWords(duration) {
  const [, days, hours] = LENGTH.exec(duration) || [];
  const [count, unit] = days ? [days, "day"] : [hours, "hour"];
  return count ? `${count} ${unit}${count === "1" ? "" : "s"}` : duration;
}
