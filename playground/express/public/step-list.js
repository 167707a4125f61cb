/** The ordered list of steps, as cards with controls. */
import { drawControls } from "./controls.js";
import { find, make, whisper } from "./dom.js";
import { stepKinds } from "./steps.js";

let nextKey = 1;

/** A new step with its first values. */
export const createStep = (kind, picture) => ({ key: nextKey++, kind, values: stepKinds[kind].start(picture) });

/**
 * Shows and edits `steps`, an array it changes in place; `changed` is called after every change. Values change
 * without redrawing the list, so that a field keeps its focus while somebody types in it.
 */
export function createStepList(changed) {
  let steps = [];
  let picture = {};
  const acts = { changed, move, remove };

  for (const [kind, { label }] of Object.entries(stepKinds)) find("adders").append(drawAdder(kind, label, add));

  function show(given, of) {
    steps = given;
    picture = of;
    redraw();
  }

  function redraw() {
    find("steps").replaceChildren(...steps.map((step, place) => drawStep(step, place, steps.length, acts)));
    find("no-steps").hidden = steps.length > 0;
  }

  function add(kind) {
    const step = createStep(kind, picture);
    steps.push(step);
    redraw();
    changed();
    whisper(`${stepKinds[kind].label} added as step ${steps.length}.`);
    focusIn(step, "input, select", "button:not(:disabled)");
  }

  function move(step, by) {
    const place = steps.indexOf(step);
    const target = place + by;
    if (target < 0 || target >= steps.length) return;
    steps.splice(place, 1);
    steps.splice(target, 0, step);
    redraw();
    changed();
    whisper(`${stepKinds[step.kind].label} is now step ${target + 1} of ${steps.length}.`);
    // At the end of the list the pressed button is disabled: focus goes to its neighbour.
    focusIn(step, by < 0 ? ".step-up:not(:disabled)" : ".step-down:not(:disabled)", "button:not(:disabled)");
  }

  function remove(step) {
    const place = steps.indexOf(step);
    steps.splice(place, 1);
    redraw();
    changed();
    whisper(`${stepKinds[step.kind].label} removed.`);
    const neighbour = steps[Math.min(place, steps.length - 1)];
    if (neighbour) focusIn(neighbour, ".step-remove");
    else find("adders").querySelector("button").focus();
  }

  return { show };
}

/** Focuses the first element of a step's card that one of the selectors finds. */
function focusIn(step, ...selectors) {
  const card = find("steps").querySelector(`[data-key="${step.key}"]`);
  const target = selectors.map((selector) => card.querySelector(selector)).find(Boolean);
  target?.focus();
}

function drawAdder(kind, label, add) {
  return make("button", { type: "button", class: "adder", "data-kind": kind, onclick: () => add(kind) }, `+ ${label}`);
}

function drawStep(step, place, count, acts) {
  const { label, controls, say } = stepKinds[step.kind];
  const summary = make("span", { class: "step-say" }, say(step.values));
  const onvalue = () => {
    summary.textContent = say(step.values);
    acts.changed();
  };
  return make(
    "li",
    { class: "step", "data-key": step.key, "data-kind": step.kind, onkeydown: (event) => moveByKey(event, step, acts) },
    make(
      "div",
      { class: "step-head" },
      make("span", { class: "step-place", "aria-hidden": "true" }, String(place + 1)),
      make("h3", {}, label, " ", summary),
      drawTool("step-up", "↑", `Move up ${label}`, () => acts.move(step, -1), place === 0),
      drawTool("step-down", "↓", `Move down ${label}`, () => acts.move(step, 1), place === count - 1),
      drawTool("step-remove", "×", `Remove ${label}`, () => acts.remove(step), false),
    ),
    controls.length > 0 ? drawControls(controls, step.values, onvalue, `step-${step.key}`) : null,
  );
}

function drawTool(name, sign, words, onclick, disabled) {
  return make(
    "button",
    { type: "button", class: `tool ${name}`, "aria-label": words, title: words, disabled, onclick },
    sign,
  );
}

/** Alt with an arrow moves the step in which the focus is. */
function moveByKey(event, step, acts) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || by === undefined) return;
  event.preventDefault();
  acts.move(step, by);
}
