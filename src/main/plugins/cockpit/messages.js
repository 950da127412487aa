/* Mail and webhooks that nobody has got: each with what went wrong, and the way to send it again. */
import { button, element, link, row, table, time } from "../shared/page.js";
import { read, send } from "../shared/rest.js";
import { withCsv } from "./csv.js";
import { audit, page, requestHref } from "./frame.js";

const EVENTS = {
  "approval-wanted": "Approval wanted",
  reminder: "Reminder",
  escalated: "Escalated",
  decided: "Decided",
  ended: "Ended",
  "operator-needed": "Operator needed",
  "lock-ends": "Lock is about to end",
  differs: "Differs from the cloud",
};

export const messagesPage = {
  id: "lock-audit-messages",
  pluginPoint: "cockpit.route",
  properties: { path: "/lock-audit/messages" },
  render(node, { api }) {
    page(node, api, "Messages that nobody has got", async () => {
      const dead = await read(`${audit(api)}/messages`);
      if (dead.length === 0) {
        return [element("p", "lock-audit-note", "Everything was delivered, or is still being tried.")];
      }
      const list = table(
        "table-condensed",
        ["Message", "To", "Given up", "Why", ""],
        dead.map((message) => messageRow(api, message)),
      );
      return withCsv("messages", list);
    });
  },
};

function messageRow(api, message) {
  const again = button("btn btn-default btn-sm", "Send again", async () => {
    again.disabled = true;
    try {
      await send(api, `${audit(api)}/messages/${encodeURIComponent(message.id)}/again`);
      again.textContent = "Is sent again";
    } catch (failure) {
      again.disabled = false;
      again.after(element("span", "lock-audit-problem", ` ${failure.message}`));
    }
  });
  return row(
    link(requestHref(message.requestId), EVENTS[message.event] || message.event),
    message.receiver,
    time(message.givenUpAt),
    `${message.error} (${message.attempts} attempts)`,
    again,
  );
}
