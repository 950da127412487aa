/* Ways from Cockpit's own pages: navigation, dashboard card, tab of an instance, links to finished instances. */
import { element, link } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, audit, fill, requestHref } from "./frame.js";
import { peopleOf } from "./people.js";
import { cardNumbers, queueCounts } from "./queues.js";
import { trail } from "./request.js";

export const navigation = {
  id: "lock-audit",
  pluginPoint: "cockpit.navigation",
  priority: 5,
  render(node, { api }) {
    node.append(link(HOME, "Lock audit"));
    limit(api);
    follow(api);
  },
};

export const card = {
  id: "lock-audit-card",
  pluginPoint: "cockpit.processes.dashboard",
  priority: 100,
  render(node, { api }) {
    const box = element("section", "lock-audit-card");
    const content = element("div");
    const inner = element("div", "inner"); // Cockpit's own white card
    inner.append(element("h3", "section-title", "Account locks"), content);
    box.append(inner);
    node.append(box);
    fill(content, async () => {
      const me = await read(`${audit(api)}/me`);
      return me.seesAll ? cardNumbers(await queueCounts(api)) : link(HOME, "Your requests");
    });
  },
};

/** Its id stands in the address; with "lock-audit" in it, Cockpit would mark the navigation entry too. */
export const instanceTab = {
  id: "lock-trail",
  pluginPoint: "cockpit.processInstance.runtime.tab",
  priority: 20,
  properties: { label: "Lock trail" },
  render(node, { api, processInstanceId }) {
    const content = element("div", "lock-audit lock-audit-tab");
    node.append(content);
    peopleOf(`${audit(api)}/report`);
    fill(content, () => trail(api, processInstanceId, false));
  },
};

/**
 * Cockpit turns away from an instance that has ended, to its definition; for a request of ours the audit's page comes
 * instead, also when Cockpit is the quicker one.
 */
function follow(api) {
  if (follow.started) {
    return;
  }
  follow.started = true;
  let ended;
  const look = async () => {
    const hash = window.location.hash;
    if (ended && hash.startsWith("#/process-definition/") && Date.now() < ended.until) {
      window.location.hash = ended.href;
      return;
    }
    const [, id] = hash.match(/^#\/process-instance\/([^/?]+)/) || [];
    if (!id) {
      return;
    }
    const found = await read(`${audit(api)}/request/${encodeURIComponent(id)}`).catch(() => undefined);
    if (found && !found.history.runs) {
      ended = { href: requestHref(id), until: Date.now() + 5000 };
      window.location.hash = ended.href;
    }
  };
  window.addEventListener("hashchange", look);
  look();
}

/** People who may see their own requests only have nothing to do on Cockpit's other pages. */
async function limit(api) {
  const me = await read(`${audit(api)}/me`).catch(() => undefined);
  if (!me || me.seesAll) {
    return;
  }
  document.body.classList.add("lock-audit-only");
  const stay = () => {
    if (!window.location.hash.startsWith(HOME)) {
      window.location.hash = HOME;
    }
  };
  window.addEventListener("hashchange", stay);
  stay();
}
