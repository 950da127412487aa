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

/** A table with a line of names; a name that starts with "#" is a column of numbers. */
export function table(className, names, rows) {
  const node = element("table", `table ${className}`);
  const head = node.createTHead().insertRow();
  for (const name of names) {
    const th = element("th", "", name);
    th.scope = "col";
    head.append(th);
  }
  const body = node.createTBody();
  body.append(...rows);
  return node;
}

export function row(...cells) {
  const tr = element("tr");
  for (const cell of cells) {
    const td = element("td");
    td.append(...(Array.isArray(cell) ? cell : [cell]));
    tr.append(td);
  }
  return tr;
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
