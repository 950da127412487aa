/* Who decided what, how long requests waited for it, and whose approval would not be asked for today. */
import { element, lasting, link, row, table } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, audit, page, parameters } from "./frame.js";
import { withCsv } from "./csv.js";
import { happeningTable, happeningsHref } from "./happenings.js";
import { actor } from "./people.js";
import { spanForm, spanOf } from "./span.js";

export const decisionsPage = {
  id: "lock-audit-decisions",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/decisions" },
  render(node, { api }) {
    page(node, api, "Decisions", async () => {
      const span = spanOf(parameters());
      const [times, left] = await Promise.all([
        read(`${audit(api)}/report/decision-times`, span),
        read(`${audit(api)}/report/happenings`, { ...span, control: "left" }),
      ]);
      return [spanForm(`${HOME}/decisions`, span), ...byPerson(span, times), ...leavers(span, left)];
    });
  },
};

function byPerson(span, times) {
  const all = times.reduce((sum, each) => sum + each.count, 0);
  const head = element("h2", "");
  head.append("Decisions (", link(happeningsHref({ ...span, control: "decided" }), all.toLocaleString()), ")");
  const words = element("p", "", "Approvals and rejections by the moment of the decision, with the time from the request to it. The median is the time within which half of them came.");
  if (!all) {
    return [head, words, element("p", "lock-audit-note", "Nobody decided in this span.")];
  }
  const list = table(
    "table-condensed",
    ["Decided by", "Urgency", "#Decisions", "#Median", "#95 of 100 within", "#Longest"],
    times.map((time) =>
      row(
        actor(time.who, time.insteadOf),
        time.urgency,
        link(happeningsHref({ ...span, control: "decided", who: time.who, insteadOf: time.insteadOf || "-", urgency: time.urgency }), time.count.toLocaleString()),
        lasting(time.median),
        lasting(time.p95),
        lasting(time.longest),
      ),
    ),
  );
  return [head, words, ...withCsv("decision-times", list)];
}

function leavers(span, left) {
  const head = element("h2", "");
  head.append(`${left.title} (`, link(happeningsHref({ ...span, control: left.id }), left.total.toLocaleString()), ")");
  const parts = [head, element("p", "", left.explanation)];
  return left.total ? [...parts, happeningTable(left.lines)] : parts;
}
