/* What every page is built from. All data enters a page as text, never as HTML. */

export function element(name, className, text) {
  const node = document.createElement(name);
  if (className) {
    node.className = className;
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}

export function button(className, label, onClick) {
  const node = element("button", className, label);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}

export function link(href, label, className) {
  const node = element("a", className, label);
  node.href = href;
  return node;
}

/** To another site, in a window of its own that knows nothing of this one. */
export function outward(href, label) {
  const node = link(href, label);
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

/** An address to be sent on: a button that copies it, and where the browser does not let it, the address to copy by hand. */
export function copied(address, className) {
  const box = element("span", "account-lock-link");
  const copy = button(className, "Copy link", async () => {
    try {
      await navigator.clipboard.writeText(address);
      copy.textContent = "Copied";
    } catch {
      const field = element("input", "form-control input-sm");
      field.value = address;
      field.readOnly = true;
      field.setAttribute("aria-label", "Link");
      box.replaceChildren(field);
      field.select();
    }
  });
  copy.title = address;
  box.setAttribute("aria-live", "polite");
  box.append(copy);
  return box;
}

/**
 * A table with a line of names; a name that starts with "#" is a column of numbers. On a narrow page its cells stand below
 * each other, each with its name before it; the roles keep it a table for a screen reader then.
 */
export function table(className, names, rows) {
  const node = element("table", `table ${className}`);
  node.setAttribute("role", "table");
  const head = node.createTHead().insertRow();
  const body = node.createTBody();
  head.setAttribute("role", "row");
  for (const name of names) {
    const th = element("th", name.startsWith("#") ? "number" : "", name.replace("#", ""));
    th.scope = "col";
    th.setAttribute("role", "columnheader");
    head.append(th);
  }
  body.append(...rows);
  for (const each of [node.tHead, body]) {
    each.setAttribute("role", "rowgroup");
  }
  for (const line of rows) {
    [...line.cells].forEach((cell, index) => {
      cell.dataset.label = names[index].replace("#", "");
      cell.classList.toggle("number", names[index].startsWith("#"));
    });
  }
  return node;
}

export function row(...cells) {
  const tr = element("tr");
  tr.setAttribute("role", "row");
  for (const cell of cells) {
    const td = element("td");
    td.setAttribute("role", "cell");
    td.append(...(Array.isArray(cell) ? cell : [cell]));
    tr.append(td);
  }
  return tr;
}

/** The moment at which a day of the person here begins, or the one that so many days from now does. */
export function beginOf(day) {
  const begin = typeof day === "number" ? new Date() : new Date(`${day}T00:00`);
  if (typeof day === "number") {
    begin.setHours(0, 0, 0, 0);
    begin.setDate(begin.getDate() + day);
  }
  return begin.toISOString().replace(".000Z", "Z");
}

/** The day on which a moment is here; a day that stands in an address by itself is one in UTC. */
export function dayOf(moment) {
  const date = new Date(moment);
  return moment.includes("T") && !Number.isNaN(date.getTime()) ? date.toLocaleDateString("sv") : moment;
}

/** What was filled in, by name: of a date the moment at which it begins here, and of one that nobody touched what it was. */
export function filled(form) {
  return [...new FormData(form)]
    .filter(([, value]) => value.trim() !== "")
    .map(([name, value]) => {
      const { type, dataset } = form.elements[name];
      return [name, type !== "date" ? value : value === dayOf(dataset.moment) ? dataset.moment : beginOf(value)];
    });
}

/** A field with its label: a date, a choice of values and words, hidden, or a text with an example. */
export function field(name, label, kind, value) {
  const node = element("label", "", label);
  const input = element(Array.isArray(kind) ? "select" : "input", "form-control input-sm");
  input.name = name;
  if (Array.isArray(kind)) {
    for (const [option, words] of kind) {
      const choice = element("option", "", words);
      choice.value = option;
      input.append(choice);
    }
  } else if (kind === "date" || kind === "hidden") {
    input.type = kind;
    node.hidden = kind === "hidden";
  } else {
    input.placeholder = kind;
  }
  input.value = kind === "date" ? dayOf(value) : value;
  input.dataset.moment = value;
  node.append(input);
  return node;
}

/** A time as the person reads it here; in UTC when pointed at. */
export function time(text, style = { dateStyle: "medium", timeStyle: "short" }) {
  const date = new Date(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  const node = element("time");
  if (Number.isNaN(date.getTime())) {
    node.textContent = text;
    return node;
  }
  const utc = date.toISOString().replace(/\.\d+Z$/, "Z");
  node.dateTime = utc;
  node.title = `${utc.replace("T", " ").replace("Z", "")} UTC`;
  node.textContent = date.toLocaleString(undefined, style);
  return node;
}

/** A moment in the words of the server; splits a text so that each second part is one. */
export const MOMENT = /(\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)/;

/** A text in which times stand as the person reads them here. */
export function told(text) {
  return text.split(MOMENT).map((part, index) => (index % 2 ? time(part) : part));
}

/** With what a moment ahead needs, so that nobody takes it for another day or zone. */
export const WITH_ZONE = {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

/** A time that may be missing. */
export function moment(text) {
  return text ? time(text) : "";
}

/** A duration in words a person reads at a glance. */
export function lasting(millis) {
  const units = [
    [86400000, "d"],
    [3600000, "h"],
    [60000, "min"],
    [1000, "s"],
  ];
  if (millis < 1000) {
    return `${millis} ms`;
  }
  const [size, name] = units.find(([unit]) => millis >= unit);
  const value = millis / size;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${name}`;
}
