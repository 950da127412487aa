/* The queues: how many requests wait for what, each number leading to exactly its rows. */
import { element, lasting, link, time } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { HOME, audit } from "./frame.js";
import { OTHERS_HREF } from "./others.js";

/** Those that Cockpit's own start page shows. */
const ON_THE_CARD = ["approval", "person", "suspended", "held", "differs", "others", "temporary", "late", "orphaned", "running"];

export function queueCounts(api) {
  return read(`${audit(api)}/report/queues`);
}

/** Of locks that no request holds there are no requests to be found. */
export function queueHref({ id, sort, descending }) {
  if (id === "others") {
    return OTHERS_HREF;
  }
  return `${HOME}?${new URLSearchParams({ queue: id, sort, order: descending ? "desc" : "asc" })}`;
}

/** The card on Cockpit's start page. */
export function cardNumbers(counts) {
  return numbers(counts.filter(({ queue }) => ON_THE_CARD.includes(queue.id)));
}

/** All of them, on the start page of the audit; closed, so that the requests are in view. */
export function queuePanel(counts) {
  const panel = element("details", "lock-audit-queues");
  const some = counts.filter(({ queue, count }) => count && ON_THE_CARD.includes(queue.id));
  panel.append(element("summary", "", ["Queues", ...some.map(({ queue, count }) => `${queue.title}: ${count.toLocaleString()}`)].join(" · ")));
  panel.append(element("h2", "", "Now"), numbers(counts.filter(({ queue }) => queue.standing)));
  panel.append(element("h2", "", "Since the beginning"), numbers(counts.filter(({ queue }) => !queue.standing)));
  return panel;
}

function numbers(counts) {
  const list = element("ul", "lock-audit-numbers");
  for (const { queue, count, oldest, nextEnd } of counts) {
    const way = link(queueHref(queue), "", count ? "" : "none");
    way.title = queue.explanation;
    way.append(element("strong", "", count.toLocaleString()), element("span", "", queue.title));
    const item = element("li");
    item.append(way);
    if (queue.sort === "lockUntil" && nextEnd) {
      const next = element("small", "");
      next.append("next end: ", time(nextEnd));
      item.append(next);
    } else if (queue.standing && oldest) {
      item.append(element("small", "", `oldest: ${lasting(Math.max(0, Date.now() - new Date(oldest)))}`));
    }
    list.append(item);
  }
  return list;
}
