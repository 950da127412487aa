/* What is known about the account, beside the approval: a decision is made with its history in view. */
import { accountList } from "../shared/accounts.js";
import { element, row, table, time } from "../shared/page.js";
import { holdTable, liveState } from "../shared/account.js";
import { read } from "../shared/rest.js";
import { outcomeWords } from "../shared/words.js";

export const accountPanel = {
  id: "account-lock-account",
  pluginPoint: "tasklist.task.detail",
  priority: 700,
  properties: { label: "Account history" },
  render(node, { api, taskId }) {
    const box = element("div", "account-lock-account");
    node.append(box);
    show(api, taskId, box);
  },
};

async function show(api, taskId, box) {
  const address = `${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/task/${encodeURIComponent(taskId)}`;
  box.append(element("p", "note", "Reading …"));
  try {
    const found = await read(`${address}/account`);
    if (found.list) {
      const list = `${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/requests/one/${encodeURIComponent(found.list)}/accounts`;
      box.replaceChildren(element("h4", "", "Accounts of the list"), accountList(list, (id) => id));
      return;
    }
    const thisOne = (id) => (id === found.request ? " (this request)" : "");
    const earlier = found.requests.map((request) =>
      row(
        (request.action === "unlock" ? "Unlock" : "Lock") + thisOne(request.id),
        time(request.requestedAt),
        request.requester,
        request.approvers.map((id) => (request.standsIn[id] ? `${id} for ${request.standsIn[id]}` : id)).join(", "),
        request.problem || (request.outcome ? outcomeWords(request.action, request.outcome) : request.state),
      ),
    );
    box.replaceChildren(
      element("h4", "", found.account),
      liveState(api, `${address}/look`),
      element("h4", "", "Holds"),
      holdTable(found.holds, (hold) => hold.name + thisOne(hold.requestId)),
      element("h4", "", `Requests about this account (${found.total})`),
      table("table-condensed", ["Asked for", "Requested", "By", "Approved by", "Outcome"], earlier),
    );
  } catch (failure) {
    box.replaceChildren(element("p", "note", failure.message));
  }
}
