/* A table of the page as a file for a spreadsheet. Lists that are read in pages come from the server instead. */
import { button, element } from "../shared/page.js";

/** Quoted; a text that a spreadsheet would take for a formula is made harmless by an apostrophe. */
export function csvCell(text) {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** RFC 4180, with a line of names; times in UTC, columns without a name (buttons) left out. */
export function csvOf(table) {
  const named = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const line = (cells) => cells.filter((_, index) => named[index]).map(csvCell).join(",");
  const rows = [...table.tBodies[0].rows].map((row) => line([...row.cells].map(cellText)));
  return `${[line(named), ...rows].join("\r\n")}\r\n`;
}

function cellText(cell) {
  const copy = cell.cloneNode(true);
  for (const time of copy.querySelectorAll("time[datetime]")) {
    time.textContent = time.dateTime;
  }
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** The table with a button above it that saves it. */
export function withCsv(name, table) {
  const bar = element("div", "lock-audit-bar");
  const save = button("btn btn-default btn-sm", "CSV", () => {
    const file = element("a");
    file.href = URL.createObjectURL(new Blob([csvOf(table)], { type: "text/csv" }));
    file.download = `${name}.csv`;
    file.click();
    URL.revokeObjectURL(file.href);
  });
  save.setAttribute("aria-label", `This table as CSV: ${name}`);
  bar.append(save);
  return [bar, table];
}
