/** Steps about colours and shape, of the form `steps.js` describes. */
import { slider, wideChoice } from "./control-kinds.js";

const looks = [
  "adaris",
  "briaril",
  "carris",
  "cynarel",
  "elmet",
  "enzana",
  "ferand",
  "galen",
  "iorill",
  "jadis",
  "lavra",
  "misiara",
  "nerion",
  "pamaya",
  "sedis",
  "sorlen",
  "tarian",
  "varven",
  "yllara",
  "zevcen",
].map((name) => [name, name]);

const coloursOf = ({ contrast, saturation, warmth, vibrance }) =>
  Object.entries({ contrast, saturation, warmth, vibrance })
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name} ${value > 0 ? "+" : "−"}${Math.abs(value)}`);

/** Changes of tones, named looks, round corners. */
export const colourKinds = {
  colours: {
    label: "Colours",
    controls: [
      slider("contrast", "Contrast", -100, 100, 5),
      slider("saturation", "Saturation", -100, 200, 5),
      slider("warmth", "Warmth", -100, 100, 5),
      slider("vibrance", "Vibrance", -100, 200, 5),
    ],
    start: () => ({ contrast: 10, saturation: 20, warmth: 0, vibrance: 0 }),
    say: (v) => coloursOf(v).join(", ") || "as they are",
    toPart: ({ contrast, saturation, warmth, vibrance }) => ({
      op: "adjust",
      contrast: 1 + contrast / 100,
      saturation: 1 + saturation / 100,
      warmth: warmth / 100,
      vibrance: vibrance / 100,
    }),
  },
  look: {
    label: "Look",
    controls: [wideChoice("name", "Filter", looks), slider("amount", "Amount", 0, 200, 5, " %")],
    start: () => ({ name: "adaris", amount: 100 }),
    say: (v) => `${v.name} ${v.amount} %`,
    toPart: ({ name, amount }) => ({ op: "look", name, amount: amount / 100 }),
  },
  round: {
    label: "Round corners",
    controls: [slider("radius", "Radius", 5, 400, 5, " px")],
    start: () => ({ radius: 40 }),
    say: (v) => `${v.radius} px`,
    toPart: ({ radius }) => ({ op: "mask", radii: [radius, radius, radius, radius] }),
  },
};
