/* One account: every request and hold, its live state on demand, when its lock ends. */
import { element, link, time } from "../shared/page.js";
import { holdTable, liveState } from "../shared/account.js";
import { read } from "../shared/rest.js";
import { withCsv } from "./csv.js";
import { HOME, audit, page, parameters } from "./frame.js";
import { requestOf } from "./happenings.js";
import { person } from "./people.js";
import { requestTable } from "./requests.js";

export const accountPage = {
  id: "lock-audit-account",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/account" },
  render(node, { api }) {
    const path = parameters().get("path") || "";
    page(node, api, path.split("/").pop() || "Account", async () => {
      const found = await read(`${audit(api)}/account`, { path });
      const parts = [element("p", "lock-audit-where", found.account)];
      if (found.mayLook) {
        parts.push(liveState(api, `${audit(api)}/account/look?${new URLSearchParams({ path })}`));
      }
      const expiry = element("p", "");
      expiry.append(...(found.nextExpiry ? ["A temporary lock ends ", time(found.nextExpiry), "."] : ["No temporary lock is running."]));
      parts.push(expiry, element("h2", "", "Holds"), ...saved("holds", holdTable(found.holds, requestOf, person)));
      parts.push(element("h2", "", `Requests (${found.total.toLocaleString()})`));
      parts.push(...(found.total ? withCsv("requests-of-account", requestTable(found.requests)) : [element("p", "lock-audit-note", "No request is about this account, or you may not see it.")]));
      if (found.total > found.requests.length) {
        const [provider, region, instanceId, accountName] = path.split("/");
        parts.push(link(`${HOME}?${new URLSearchParams({ provider, region, instanceId, accountName })}`, "All of them in the search"));
      }
      return parts;
    });
  },
};

/** A note in the place of a table is not saved. */
function saved(name, node) {
  return node.tHead ? withCsv(name, node) : [node];
}
