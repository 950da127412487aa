/* People by their user id, with the full name beside it where the id alone tells nobody who it is. */
import { element } from "../shared/page.js";
import { read } from "../shared/rest.js";

const PROCESS = "the process itself";

let namesAt = "";
let waiting = [];

/** Where names are asked for from now on. */
export function peopleOf(report) {
  namesAt = report;
}

/** A number or a key, as some login services give it out for a name. */
export function isOpaque(id) {
  return (id.match(/\d/g) || []).length >= 4;
}

/** The id at once; the name when it is known. Pointing at it shows the other one. */
export function person(id) {
  if (!id || id === "system") {
    return element("span", "lock-audit-note", PROCESS);
  }
  const node = element("span", "lock-audit-person", id);
  if (!waiting.length) {
    setTimeout(() => fetchNames(waiting.splice(0)), 0);
  }
  waiting.push([id, node]);
  return node;
}

/** Somebody, and in whose place, if in another's. */
export function actor(id, insteadOf) {
  return insteadOf ? [person(id), " for ", person(insteadOf)] : [person(id)];
}

/** Several, with a comma between; @param standsIn in whose place by user id */
export function people(ids, standsIn) {
  return ids.flatMap((id, index) => [index ? ", " : "", ...actor(id, standsIn[id])]);
}

async function fetchNames(asked) {
  const ids = [...new Set(asked.map(([id]) => id))];
  const query = new URLSearchParams(ids.map((id) => ["id", id]));
  const names = await read(`${namesAt}/people?${query}`).catch(() => ({})); // who sees only the own requests gets none
  for (const [id, node] of asked) {
    if (names[id]) {
      node.title = names[id];
      if (isOpaque(id)) {
        node.replaceChildren(names[id], " ", element("small", "lock-audit-note", id));
      }
    }
  }
}
