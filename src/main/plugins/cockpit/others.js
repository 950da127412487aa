/* Accounts that are locked at their cloud though no request of ours holds them, the longest seen first. */
import { element, link, row, table, time } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, accountHref, audit, bar, page, parameters } from "./frame.js";

const LOCKS = 50;

export const OTHERS_HREF = `${HOME}/others`;

export const othersPage = {
  id: "lock-audit-others",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/others" },
  render(node, { api }) {
    page(node, api, "Locked by somebody else", async () => {
      const first = Number(parameters().get("first") || 0);
      const found = await read(`${audit(api)}/report/others`, { first, max: LOCKS });
      return [element("p", "", found.explanation), ...lockList(api, found)];
    });
  },
};

function lockList(api, found) {
  if (!found.total) {
    return [element("p", "lock-audit-note", "No account is seen locked that no request of ours holds.")];
  }
  const last = found.first + found.locks.length;
  const file = link(`${audit(api)}/report/others.csv`, "CSV", "btn btn-default btn-sm");
  file.download = "lock-audit-others.csv";
  file.title = "All of them, not this page only";
  const steps = [];
  if (found.first > 0) {
    steps.push(link(othersHref(Math.max(0, found.first - LOCKS)), "← Previous page", "btn btn-default btn-sm"));
  }
  if (last < found.total) {
    steps.push(link(othersHref(last), "Next page →", "btn btn-default btn-sm"));
  }
  const count = element("p", "lock-audit-count", `${found.first + 1} to ${last} of ${found.total.toLocaleString()}`);
  return [bar(count, file), lockTable(found.locks), bar(...steps)];
}

function othersHref(first) {
  return first ? `${OTHERS_HREF}?first=${first}` : OTHERS_HREF;
}

function lockTable(locks) {
  return table(
    "table-condensed",
    ["Account", "On", "Seen locked since", "Last seen locked", "#Readings"],
    locks.map(({ account, firstSeen, lastSeen, readings }) => {
      const [provider, region, instance, ...name] = account.split("/");
      return row(
        link(accountHref(account), name.join("/")),
        `${instance} (${provider}, ${region})`,
        time(firstSeen),
        time(lastSeen),
        readings.toLocaleString(),
      );
    }),
  );
}
