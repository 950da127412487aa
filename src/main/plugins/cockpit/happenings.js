/* Happenings of one sort in a span of time, by the moment of the happening: refused attempts, decisions, and so on. */
import { element, link, row, table, time, told } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { accountWords } from "../shared/words.js";
import { HOME, audit, bar, page, parameters, requestHref } from "./frame.js";
import { actor, person } from "./people.js";
import { spanForm, spanOf } from "./span.js";

const LINES = 50;

export function happeningsHref(asked) {
  const given = Object.entries(asked).filter(([, value]) => value);
  return `${HOME}/happenings?${new URLSearchParams(given)}`;
}

export const happeningsPage = {
  id: "lock-audit-happenings",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/happenings" },
  render(node, { api }) {
    const control = parameters().get("control") || "refused";
    page(node, api, "Controls", async (content) => {
      const asked = { control, ...spanOf(parameters()), who: parameters().get("who") || "", insteadOf: parameters().get("insteadOf") || "", urgency: parameters().get("urgency") || "" };
      const first = Number(parameters().get("first") || 0);
      const found = await read(`${audit(api)}/report/happenings`, { ...asked, first, max: LINES });
      content.closest("main").querySelector("h1").textContent = found.title;
      return [element("p", "", found.explanation), form(asked), ...whoCounts(asked, found), ...list(api, asked, found)];
    });
  },
};

function form(asked) {
  return spanForm(`${HOME}/happenings`, asked, [
    ["control", "", "hidden"],
    ["who", "By", "user id"],
    ["insteadOf", "Instead of", "user id, or - for nobody"],
    ["urgency", "Urgency", [["", "all"], ["normal", "normal"], ["emergency", "emergency"]]],
  ]);
}

/** How many by whom; each leads to its lines. */
function whoCounts(asked, found) {
  const counts = Object.entries(found.byPerson).sort(([, one], [, other]) => other - one);
  if (!counts.length) {
    return [];
  }
  const list = element("ul", "lock-audit-counts");
  for (const [id, count] of counts) {
    const chosen = asked.who === id;
    const way = link(happeningsHref({ ...asked, insteadOf: "", who: chosen ? "" : id }), "", chosen ? "chosen" : "");
    way.append(person(id), `: ${count.toLocaleString()}`);
    const item = element("li");
    item.append(id ? way : `${way.textContent}`);
    list.append(item);
  }
  return [list];
}

function list(api, asked, found) {
  if (!found.total) {
    return [element("p", "lock-audit-note", "Nothing of the kind in this span.")];
  }
  const last = found.first + found.lines.length;
  const count = element("p", "lock-audit-count", `${found.first + 1} to ${last} of ${found.total.toLocaleString()}`);
  const file = link(`${audit(api)}/report/happenings.csv?${new URLSearchParams(asked)}`, "CSV", "btn btn-default btn-sm");
  file.download = `lock-audit-${found.id}.csv`;
  file.title = "Everything that matches, not this page only";
  const steps = [];
  if (found.first > 0) {
    steps.push(link(happeningsHref({ ...asked, first: Math.max(0, found.first - LINES) }), "← Previous page", "btn btn-default btn-sm"));
  }
  if (last < found.total) {
    steps.push(link(happeningsHref({ ...asked, first: last }), "Next page →", "btn btn-default btn-sm"));
  }
  return [bar(count, file), happeningTable(found.lines), bar(...steps)];
}

export function happeningTable(lines) {
  return table(
    "table-condensed lock-audit-happenings",
    ["When", "Who", "What", "Request"],
    lines.map((line) =>
      row(
        time(line.at),
        actor(line.who, line.insteadOf),
        told(line.problem ? `${line.what} (not to be relied on: ${line.problem})` : line.what),
        requestOf(line),
      ),
    ),
  );
}

/** Its name, or the account, which people know; the id of the request, which they look for, is below it. */
export function requestOf({ requestId, account, name }) {
  if (!requestId) {
    return "none was made";
  }
  const known = accountWords(account || "");
  const words = name || [known.name, known.where].filter(Boolean).join(" on ");
  return [link(requestHref(requestId), words || requestId), element("small", "lock-audit-where", words ? requestId : "")];
}
