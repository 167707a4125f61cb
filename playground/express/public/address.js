/** A signed address and its three parts: the file, what becomes of it, and the seal. */
import { make } from "./dom.js";

const pattern = /^(\/[0-9a-f-]{36}\/)([^?]*)(\?.*)?$/;

/** `{ file, steps, seal }` of an address from the root; undefined when it is not of this kind. */
export function readAddress(address) {
  const match = pattern.exec(address);
  return match ? { file: match[1], steps: match[2], seal: match[3] ?? "" } : undefined;
}

/** The address as coloured spans; each step may start a line. */
export function drawAddress(address) {
  const { file, steps, seal } = readAddress(address) ?? { file: address, steps: "", seal: "" };
  const each = steps.split(/(?=-\/)/).filter(Boolean);
  return [
    make("span", { class: "part-origin" }, location.origin),
    make("span", { class: "part-file" }, file),
    ...each.flatMap((step) => [make("wbr"), make("span", { class: "part-steps" }, step)]),
    make("wbr"),
    ...(seal ? [make("span", { class: "part-seal" }, ...breakable(seal))] : []),
  ];
}

/** A token may break after its separators. */
function breakable(seal) {
  return seal.split(/(?<=[~?])/).flatMap((piece) => [piece, make("wbr")]);
}

const digit = /\d/;

/** What differs between two addresses, as struck and inserted text between what both share; nothing when equal. */
export function drawChanges(before, after) {
  if (before === after) return [];
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  // Half a number says little: whole ones are shown.
  while (start > 0 && digit.test(before[start - 1])) start--;
  while (end > 0 && digit.test(before.at(-end))) end--;
  const gone = before.slice(start, before.length - end);
  const come = after.slice(start, after.length - end);
  return [
    shorten(before.slice(0, start), "end"),
    gone ? make("del", {}, gone) : null,
    come ? make("ins", {}, come) : null,
    shorten(before.slice(before.length - end), "start"),
  ].filter((piece) => piece !== null && piece !== "");
}

function shorten(text, keep) {
  if (text.length <= 28) return text;
  return keep === "end" ? `…${text.slice(-28)}` : `${text.slice(0, 28)}…`;
}
