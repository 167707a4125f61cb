/** Form controls made from their descriptions in `steps.js`. */
import { make } from "./dom.js";

/** Controls bound to `values`; `changed` is called after each change. Controls that do not apply are hidden. */
export function drawControls(controls, values, changed, prefix) {
  const drawn = controls.map((control) => ({
    control,
    row: drawControl(control, values, update, `${prefix}-${control.name}`),
  }));
  function hideOthers() {
    for (const { control, row } of drawn) row.hidden = !control.shown(values);
  }
  function update() {
    hideOthers();
    changed();
  }
  hideOthers();
  return make("div", { class: "fields" }, ...drawn.map(({ row }) => row));
}

const painters = { color: drawColor, number: drawNumber, range: drawRange, select: drawSelect, check: drawCheck };

function drawControl(control, values, update, id) {
  return painters[control.kind](control, values, update, id);
}

function drawNumber({ name, label, min, max, step }, values, update, id) {
  const input = make("input", { id, type: "number", inputMode: "numeric", min, max, step, value: values[name] ?? "" });
  input.addEventListener("input", () => {
    values[name] = input.value === "" ? null : Number(input.value);
    update();
  });
  return row("field", label, id, input);
}

function drawRange({ name, label, min, max, step, unit }, values, update, id) {
  const output = make("output", { for: id }, `${values[name]}${unit}`);
  const input = make("input", { id, type: "range", min, max, step });
  input.value = values[name]; // after min, max and step, which would round it
  input.addEventListener("input", () => {
    values[name] = Number(input.value);
    output.textContent = `${input.value}${unit}`;
    update();
  });
  return row("field field-wide", label, id, make("span", { class: "range" }, input, output));
}

function drawSelect({ name, label, options, wide }, values, update, id) {
  const input = make("select", { id }, ...options.map(([value, text]) => make("option", { value }, text)));
  input.value = values[name];
  input.addEventListener("change", () => {
    values[name] = input.value;
    update();
  });
  return row(wide ? "field field-wide" : "field", label, id, input);
}

function drawColor({ name, label }, values, update, id) {
  const input = make("input", { id, type: "color", value: values[name] });
  input.addEventListener("input", () => {
    values[name] = input.value;
    update();
  });
  return row("field", label, id, input);
}

function drawCheck({ name, label }, values, update, id) {
  const input = make("input", { id, type: "checkbox", checked: values[name] });
  input.addEventListener("change", () => {
    values[name] = input.checked;
    update();
  });
  return make("div", { class: "field field-wide field-check" }, input, make("label", { for: id }, label));
}

function row(kind, label, id, input) {
  return make("div", { class: kind }, make("label", { for: id }, label), input);
}
