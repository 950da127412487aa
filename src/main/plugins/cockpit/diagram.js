/* The model with the path that a request took, drawn by bpmn.io's viewer. */
import { element } from "../shared/page.js";
import { read } from "../shared/rest.js";
import { audit } from "./frame.js";

/** A large script that most pages do not need. */
function viewer(api) {
  if (!window.BpmnJS) {
    window.accountLockViewer ??= new Promise((loaded, failed) => {
      const script = element("script");
      script.src = `${audit(api)}/viewer.js`;
      script.onload = loaded;
      script.onerror = () => failed(new Error("The viewer of diagrams could not be loaded."));
      document.head.append(script);
    });
  }
  return window.accountLockViewer;
}

export async function diagram(api, requestId, content) {
  const [shape] = await Promise.all([read(`${audit(api)}/request/${encodeURIComponent(requestId)}/diagram`), viewer(api)]);
  const canvas = element("div", "lock-audit-diagram");
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-label", words(shape));
  content.replaceChildren(canvas, element("p", "lock-audit-note", words(shape)));
  const drawn = new window.BpmnJS({ container: canvas });
  await drawn.importXML(shape.xml);
  mark(drawn, shape);
  const view = drawn.get("canvas");
  const fit = () => view.zoom(view.zoom("fit-viewport", "auto") * 0.92, "auto"); // room for bpmn.io's logo in the corner
  fit();
  const events = drawn.get("eventBus");
  events.on("root.set", 500, fit); // after the viewer's own, which shows another picture at its upper left corner
  events.on("element.click", ({ element: clicked }) => {
    const own = clicked.collapsed && picture(drawn, clicked);
    if (own) {
      view.setRootElement(own);
    }
  });
}

/** The picture of what is inside a collapsed step. */
function picture(drawn, step) {
  return drawn.get("canvas").findRoot(`${step.id}_plane`);
}

function words(shape) {
  if (!shape.path.length) {
    return "The engine's history of this request is gone, so the path is not drawn; the timeline below is the ledger's.";
  }
  const inside = shape.xml.includes('isExpanded="false"') ? " A step with an arrow has a picture of its own: click it." : "";
  return `Green: the path taken${shape.active.length ? "; orange: where the request stands now" : ""}. Numbers: how often a step was entered, where more than once.${inside}`;
}

function mark(drawn, shape) {
  const canvas = drawn.get("canvas");
  const overlays = drawn.get("overlays");
  const elements = drawn.get("elementRegistry");
  const active = new Set(shape.active);
  for (const step of elements.filter((each) => each.collapsed && picture(drawn, each))) {
    canvas.addMarker(step.id, "lock-audit-opens");
    if (picture(drawn, step).children.some((inside) => active.has(inside.id))) {
      active.add(step.id);
    }
  }
  for (const id of [...active].filter((each) => elements.get(each))) {
    canvas.addMarker(id, "lock-audit-active");
  }
  for (const id of [...new Set(shape.path)].filter((each) => elements.get(each))) {
    const count = shape.path.filter((each) => each === id).length;
    if (!active.has(id)) {
      canvas.addMarker(id, "lock-audit-passed");
    }
    if (count > 1) {
      overlays.add(id, { position: { top: -12, right: 12 }, html: element("span", "badge", String(count)) });
    }
  }
  for (const flow of taken(elements.filter((each) => each.type === "bpmn:SequenceFlow"), shape.path)) {
    canvas.addMarker(flow.id, "lock-audit-passed");
  }
}

/** The engine keeps no flows. A step was reached from the one of its sources that was entered last before it. */
export function taken(flows, path) {
  const reached = path.map((id, at) => {
    const from = (flow) => path.lastIndexOf(flow.source.id, at - 1);
    const into = flows.filter((flow) => flow.target.id === id && at > 0 && from(flow) >= 0);
    return into.sort((one, other) => from(other) - from(one))[0];
  });
  return [...new Set(reached)].filter(Boolean);
}
