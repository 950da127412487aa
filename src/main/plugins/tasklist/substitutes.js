/*
 * "My substitute" in My requests: who decides in whose place and until when, naming somebody, and ending it. The server says
 * who may.
 */
import { button, element, field, time } from "../shared/page.js";
import { read, send } from "../shared/rest.js";
import { sentence } from "../shared/words.js";

const LONGEST_DAYS = 90;
const OTHER = "?";

function substitutes(api) {
  return `${api.tasklistApi}/plugin/account-lock-requests/${api.engine}/substitutes`;
}

/** One substitution as the person who looks reads it. */
function standing(one, me) {
  const span = ["from ", time(one.from), " until ", time(one.ended || one.until)];
  if (one.substitute === me) {
    return one.state === "now"
      ? [element("strong", "", `You stand in for ${one.absent}`), " until ", time(one.until)]
      : [`You ${one.state === "over" ? "stood" : "will stand"} in for ${one.absent} `, ...span];
  }
  const whom = one.absent === me ? "you" : one.absent;
  const verb = { now: "stands", over: "stood", planned: "will stand" }[one.state];
  return [element("strong", "", one.substitute), ` ${verb} in for ${whom} `, ...span];
}

function line(api, one, rows, show, problem) {
  const item = element("li", one.state);
  item.append(...standing(one, rows.me));
  if (one.by !== one.absent) {
    item.append(element("span", "asker", `Named by ${one.by}: ${one.reason}`));
  } else if (one.reason) {
    item.append(element("span", "asker", one.reason));
  }
  if (one.mayEnd) {
    const reason = element("input", "form-control input-sm");
    reason.placeholder = "Why do you end it?";
    reason.setAttribute("aria-label", "Why do you end it?");
    reason.hidden = [one.absent, one.substitute].includes(rows.me);
    const end = button("btn btn-default btn-xs", one.state === "planned" ? "Cancel it" : "End it now", () =>
      changed(end, problem, show, () => send(api, `${substitutes(api)}/${one.number}/end`, { reason: reason.value })),
    );
    item.append(" ", reason, " ", end);
  }
  return item;
}

/** Does something once, and shows what is so then or why it was refused. */
async function changed(pressed, problem, show, change) {
  pressed.disabled = true;
  problem.textContent = "";
  try {
    show(await change());
  } catch (failure) {
    problem.textContent = sentence(failure.message);
    pressed.disabled = false;
  }
}

/** A moment of a field, which is of the person's own time zone. */
function utc(input) {
  return input.value ? new Date(input.value).toISOString() : "";
}

function local(name, label) {
  const node = field(name, label, "", "");
  node.lastChild.type = "datetime-local";
  return node;
}

/**
 * Says beside each field what it lacks; the first has the focus then.
 *
 * @param fields each with the sentence, or nothing
 * @returns whether nothing is missing
 */
function complete(fields) {
  const wrong = fields.filter(([node, sentence]) => {
    node.querySelector(".missing")?.remove();
    const input = node.lastChild;
    input.setAttribute("aria-invalid", String(Boolean(sentence)));
    if (sentence) {
      const note = element("span", "missing", sentence);
      note.setAttribute("role", "alert");
      input.before(note);
    }
    return sentence;
  });
  wrong[0]?.[0].lastChild.focus();
  return !wrong.length;
}

function form(api, rows, show, problem) {
  const node = element("form", "substitute");
  node.noValidate = true; // what is missing is said here, where everybody finds it
  const approvers = rows.approvers.map(({ id, name }) => [id, name === id ? id : `${name} (${id})`]);
  const choice = field("approver", "Who decides for you", [["", "Choose …"], ...approvers, [OTHER, "Somebody else, by user name"]], "");
  const who = field("substitute", "His or her user name", "for example deputy", "");
  choice.lastChild.addEventListener("change", () => {
    who.hidden = choice.lastChild.value !== OTHER;
    who.lastChild.value = who.hidden ? choice.lastChild.value : "";
  });
  who.hidden = true;
  const whom = field("absent", "Instead of (empty: of yourself)", "user name", "");
  const why = field("reason", "Why", "on leave", "");
  const from = local("from", "From (empty: now)");
  const until = local("until", `Until, ${LONGEST_DAYS} days at most`);
  whom.hidden = !rows.administrator;
  const name = element("button", "btn btn-primary btn-sm", "Name substitute");
  node.append(choice, who, whom, from, until, why, name);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const half = (moment) => moment.lastChild.validity.badInput && "Give date and time.";
    const whole = complete([
      [choice, !choice.lastChild.value && "Choose who decides for you."],
      [who, !who.hidden && !who.lastChild.value.trim() && "Give the user name of who decides for you."],
      [from, half(from)],
      [until, half(until) || (!until.lastChild.value && "Say until when, date and time.")],
    ]);
    if (!whole) {
      return;
    }
    changed(name, problem, show, () =>
      send(api, substitutes(api), {
        substitute: who.lastChild.value,
        absent: whom.lastChild.value,
        from: utc(from.lastChild),
        until: utc(until.lastChild),
        reason: why.lastChild.value,
      }),
    );
  });
  return node;
}

/** @returns the section, which is read anew each time it is shown */
export async function mySubstitute(api) {
  const section = element("section", "substitutes");
  const problem = element("p", "problem");
  problem.setAttribute("role", "alert");
  const show = (rows) => {
    const list = element("ul");
    list.append(...rows.substitutions.map((one) => line(api, one, rows, show, problem)));
    const none = element("p", "", "Nobody stands in for you, and you for nobody.");
    section.replaceChildren(
      element(
        "p",
        "",
        "While you are away, somebody may decide what you may decide: the approvals that your groups are asked for. Both names" +
          " are kept with each decision. Who stands in for you cannot hand that on, nor decide what either of you has asked for.",
      ),
      rows.substitutions.length ? list : none,
      form(api, rows, show, problem),
      problem,
    );
  };
  show(await read(substitutes(api)));
  return section;
}
