/** The kinds of controls a step can have, as descriptions that `controls.js` draws. */

const always = () => true;
/** A whole number in a field. */
export const number = (name, label, min, max, shown = always) => ({
  name,
  label,
  kind: "number",
  min,
  max,
  step: 1,
  shown,
});
/** A number on a line. */
export const slider = (name, label, min, max, step, unit = "") => ({
  name,
  label,
  kind: "range",
  min,
  max,
  step,
  unit,
  shown: always,
});
/** One of some words. */
export const choice = (name, label, options, shown = always) => ({ name, label, kind: "select", options, shown });
/** A choice over the whole width. */
export const wideChoice = (...given) => ({ ...choice(...given), wide: true });
/** A colour. */
export const color = (name, label, shown) => ({ name, label, kind: "color", shown });
/** Yes or no. */
export const check = (name, label, shown = always) => ({ name, label, kind: "check", shown });
