/** The seal: an engraved rosette, whole or broken in two. Drawn here, because a line is a formula. */
import { draw } from "./dom.js";

const center = 60;

/** A closed curve round the centre: `petals` waves of `depth` on a circle of `radius`. */
function wave(radius, depth, petals, turn) {
  const points = [];
  const count = petals * 12;
  for (let i = 0; i < count; i++) {
    const angle = (i / count) * Math.PI * 2;
    const reach = radius + depth * Math.sin(petals * angle + turn);
    points.push(`${(center + reach * Math.cos(angle)).toFixed(1)} ${(center + reach * Math.sin(angle)).toFixed(1)}`);
  }
  return `M${points.join("L")}Z`;
}

/** Waves that cross one another, as on a banknote. */
function rosette() {
  const lines = [];
  for (let i = 0; i < 6; i++) lines.push(wave(36, 9, 12, (i * Math.PI) / 3));
  for (let i = 0; i < 4; i++) lines.push(wave(20, 5, 8, (i * Math.PI) / 2));
  return lines.join("");
}

const rim = wave(55, 2, 36, 0);
const fine = rosette();
/** At the size of a line of text, fine lines would run together: three waves do. */
const coarse = [0, 2, 4].map((turn) => wave(32, 11, 6, (turn * Math.PI) / 3)).join("");

/** Where a broken seal parts: both halves share this line. */
const crack = "L66 24L52 44L68 60L54 80L64 98L58 124";

function half(side, lines) {
  const edge = side === "left" ? -4 : 124;
  const id = `seal-${side}-${crypto.randomUUID()}`;
  const shape = draw("clipPath", { id }, draw("path", { d: `M${edge} -4L60 -4${crack}L${edge} 124Z` }));
  const face = draw("g", { "clip-path": `url(#${id})` }, ...wax(lines));
  return draw("g", { class: `seal-half seal-${side}` }, shape, face);
}

function wax(lines) {
  return [
    draw("path", { class: "seal-wax", d: rim }),
    draw("circle", { class: "seal-line", cx: center, cy: center, r: 49.5 }),
    draw("path", { class: "seal-line seal-fine", d: lines }),
    draw("circle", { class: "seal-wax", cx: center, cy: center, r: 14 }),
    draw("circle", { class: "seal-line", cx: center, cy: center, r: 12 }),
    draw("path", { class: "seal-line seal-sign", d: "M60 53V67M56 53H64M56 67H64" }),
  ];
}

/** The seal as an SVG in two halves; the style of an ancestor with `data-state` says how they lie. */
export function drawSeal(small = false) {
  const lines = small ? coarse : fine;
  const attributes = { viewBox: "-6 -6 132 132", class: small ? "seal seal-small" : "seal", "aria-hidden": "true" };
  return draw("svg", attributes, half("left", lines), half("right", lines));
}
