/* The rules that decided, and the keys that sealed: which, since when, and over what. */
import { element, link, moment, row, table } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, audit, page } from "./frame.js";
import { withCsv } from "./csv.js";

export const rulesPage = {
  id: "lock-audit-rules",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/rules" },
  render(node, { api }) {
    page(node, api, "Policy and keys", async () => {
      const [policies, keys] = await Promise.all([read(`${audit(api)}/report/policies`), read(`${audit(api)}/report/keys`)]);
      return [...policyParts(policies), ...keyParts(keys)];
    });
  },
};

function policyParts(policies) {
  const list = table(
    "table-condensed",
    ["Version", "Deployed", "SHA-256 of the policy", "Now", "#Requests decided", "First", "Last"],
    policies.map((policy) =>
      row(
        policy.version ? String(policy.version) : "not in the engine any more",
        moment(policy.deployedAt),
        element("code", "", policy.digest),
        policy.inForce ? element("strong", "", "in force") : "",
        link(`${HOME}?${new URLSearchParams({ policy: policy.digest })}`, policy.requests.toLocaleString()),
        moment(policy.first),
        moment(policy.last),
      ),
    ),
  );
  return [
    element("h2", "", "Approval policy and its changes"),
    element("p", "", "The newest version in the engine is in force; each request has the digest of the one that decided about it in the ledger. A version whose digest the configuration does not name denies every request. A policy that stood between two versions and was deleted from the engine is told by its digest alone. Requests of version 0.1 name no digest."),
    ...withCsv("approval-policy", list),
  ];
}

function keyParts(keys) {
  const list = table(
    "table-condensed",
    ["Key", "Here", "#Entries", "#Requests", "First entry", "Last entry"],
    keys.map((key) =>
      row(
        element("code", "", key.keyId),
        key.seals ? "seals new entries" : key.known ? "checks old entries" : "not configured: its seals cannot be checked",
        key.entries.toLocaleString(),
        link(`${HOME}?${new URLSearchParams({ evidenceKey: key.keyId })}`, key.requests.toLocaleString()),
        moment(key.first),
        moment(key.last),
      ),
    ),
  );
  return [
    element("h2", "", "Evidence keys"),
    element("p", "", "Which keys have sealed entries of the ledger, and from when to when: where one ends and the next begins, the key was rotated."),
    ...withCsv("evidence-keys", list),
  ];
}
