/** Random deliveries: those the grammar can say, and, with `wild`, any that the transform language has. */
import {
  checkPlan,
  detectors,
  lookNames,
  positions,
  qualityNames,
  type Anchor,
  type Delivery,
  type EncodeInput,
  type Layer,
  type Length,
  type StepInput,
} from "@intaglio/contract";
import { id, otherId, pick, whole } from "./fixture.ts";

type Random = () => number;
/** A step, and the colour behind it that the grammar then holds. */
type Maker = (random: Random) => readonly StepInput[];

const share = (random: Random, most: number): number => whole(random, 1, most * 10_000) / 10_000;
const side = (random: Random): number => whole(random, 1, pick(random, [10, 300, 16_384]));
const length = (random: Random): Length => (random() < 0.4 ? { fraction: share(random, 10) } : side(random));
const color = (random: Random): string =>
  pick(random, [
    "ffffffff",
    "000000ff",
    "ff000080",
    Array.from({ length: 8 }, () => pick(random, [..."0123456789abcdef"])).join(""),
  ]);

/** A place that has a spelling. A point on a corner is said as the corner, which is another anchor. */
function place(random: Random): Anchor {
  if (random() < 0.5) return { kind: "named", at: pick(random, positions) };
  const corner = (value: number): boolean => value === 0 || value === 1;
  const [x, y] = [whole(random, 0, 10_000) / 10_000, pick(random, [0, 0.5, 1, share(random, 1)])];
  return corner(x) && corner(y) ? { kind: "named", at: "center" } : { kind: "point", x, y, align: "relative" };
}

const smart = [
  ["face", "object", "saliency"],
  ["face", "saliency"],
  ["object", "face", "saliency"],
  ["object", "saliency"],
  ["saliency"],
  ["face", "object"],
  ["object", "face"],
  ["object"],
  ["face"],
] as const;

function coverPlace(random: Random): Anchor {
  if (random() < 0.3) return { kind: "detect", by: pick(random, smart), otherwise: pick(random, positions) };
  return random() < 0.3 ? { kind: "offset", x: whole(random, 0, 16_384), y: whole(random, 0, 9) } : place(random);
}

function coverSteps(random: Random): readonly StepInput[] {
  const box = { width: side(random), height: side(random) };
  const cover = { op: "resize", ...box, mode: "cover", anchor: coverPlace(random) } as const;
  const small = pick(random, ["enlarge", "keep", "fill"]);
  if (small === "enlarge") return [{ ...cover, enlarge: "allow" }];
  if (small === "keep") return [{ ...cover, enlarge: "never", whenSmall: "keep-aspect" }];
  return [
    { ...cover, enlarge: "never" },
    { op: "resize", ...box, mode: "pad", enlarge: "never", background: color(random) },
  ];
}

function cropSteps(random: Random): readonly StepInput[] {
  const anchor = random() < 0.7 ? place(random) : undefined;
  if (random() < 0.3)
    return [{ op: "crop", aspect: [share(random, 1000), side(random) / 4], ...(anchor && { anchor }) }];
  const where = anchor ? { anchor } : { x: whole(random, -16_384, 16_384), y: pick(random, [0, whole(random, -9, 9)]) };
  return [{ op: "crop", width: length(random), height: length(random), outside: color(random), ...where }];
}

const layerSide = (random: Random): Length =>
  random() < 0.5 ? { fraction: share(random, 1) } : whole(random, 1, 8192);

function layerPlace(random: Random) {
  if (random() < 0.3)
    return { anchor: { kind: "named", at: "top-left" }, x: whole(random, -99, 999), y: whole(random, -9, 9) } as const;
  return { anchor: place(random) };
}

/** All 256 characters of the first row that may be drawn, and some from further away. */
const letters = [..."~/\n -_.,:;'\"&<>%?#@!()*+=[]{}|\\abcXYZ09éßøاש中あ🐱\u200f\u202e"];

function textStep(random: Random): StepInput {
  const text = `x${Array.from({ length: whole(random, 0, 12) }, () => pick(random, letters)).join("")}`.normalize(
    "NFC",
  );
  const layer: Layer = {
    kind: "text",
    text,
    family: pick(random, ["DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif", "Noto Sans", "Noto Serif"]),
    size: whole(random, 1, 1000),
    weight: pick(random, [400, 700]),
    italic: random() < 0.5,
    underline: false,
    strikethrough: false,
    color: color(random),
    align: pick(random, ["left", "center", "right"]),
    letterSpacing: 0,
    lineSpacing: 0,
    width: layerSide(random),
    height: layerSide(random),
    vertical: pick(random, ["top", "center", "bottom"]),
    strokeWidth: 0,
    strokeColor: "000000ff",
    backdrop: pick(random, ["none", "fit", "line", "fill"]),
    backdropColor: color(random),
    padding: pick(random, [0, whole(random, 0, 1000)]),
  };
  return { op: "overlay", layer, ...layerPlace(random) };
}

function overlayStep(random: Random): StepInput {
  const layer: Layer = random() < 0.5 ? { kind: "self" } : { kind: "file", id: otherId };
  const opacity = share(random, 1);
  return { op: "overlay", layer, width: length(random), height: length(random), opacity, ...layerPlace(random) };
}

const radius = (random: Random): Length => (random() < 0.5 ? { fraction: share(random, 1) } : whole(random, 0, 99));
const radii = (random: Random) => {
  const [one, two] = [radius(random), radius(random)];
  return pick(random, [
    [one, one, one, one],
    [one, two, one, two],
    [one, two, radius(random), two],
    [one, two, radius(random), radius(random)],
  ] as const);
};

const enlarging = (random: Random): "allow" | "never" => pick(random, ["allow", "never"]);
const sayable: readonly Maker[] = [
  (random) => [{ op: "resize", width: side(random), height: side(random), mode: "inside", enlarge: "never" }],
  (random) => [{ op: "resize", width: side(random), height: side(random), mode: "force", enlarge: enlarging(random) }],
  (random) => [
    {
      op: "resize",
      ...(random() < 0.5 ? { width: side(random) } : { height: side(random) }),
      mode: "inside",
      enlarge: enlarging(random),
    },
  ],
  (random) => [
    {
      op: "resize",
      width: side(random),
      ...(random() < 0.5 && { height: side(random) }),
      mode: "pad",
      enlarge: "never",
      background: color(random),
    },
  ],
  (random) => [
    { op: "resize", width: side(random), height: side(random), mode: "pad", enlarge: "allow", fill: "border" },
  ],
  coverSteps,
  cropSteps,
  (random) => [{ op: "rotate", degrees: pick(random, [90, 180, 270]) }],
  (random) => [random() < 0.5 ? { op: "flip", vertical: true } : { op: "flip", horizontal: true }],
  (random) => [{ op: "trim", threshold: whole(random, 0, 255), keep: pick(random, [0, whole(random, 0, 8192)]) }],
  (random) => [{ op: "blur", sigma: whole(random, 3, 5000) / 10, amount: whole(random, -200, 100) / 100 }],
  (random) => [
    {
      op: "blur",
      sigma: whole(random, 3, 5000) / 10,
      within: "box",
      x: random() < 0.5 ? whole(random, -99, 999) : { fraction: share(random, 1) },
      y: whole(random, -9, 9),
      width: layerSide(random),
      height: layerSide(random),
    },
  ],
  (random) => [{ op: "blur", sigma: whole(random, 3, 5000) / 10, within: "faces" }],
  (random) => [
    {
      op: "adjust",
      ...(random() < 0.5 && { lightness: whole(random, -100, 100) }),
      ...(random() < 0.5 && { exposure: whole(random, -500, 500) / 100 }),
      ...(random() < 0.5 && { gamma: 100 / whole(random, 10, 1000) }),
      ...(random() < 0.5 && { contrast: whole(random, 0, 600) / 100 }),
      ...(random() < 0.5 && { saturation: whole(random, 0, 600) / 100 }),
      ...(random() < 0.5 && { vibrance: whole(random, -100, 500) / 100 }),
      ...(random() < 0.5 && { warmth: whole(random, -100, 100) / 100 }),
    },
  ],
  (random) => [{ op: "filter", name: "enhance", amount: whole(random, 1, 100) / 100 }],
  () => [{ op: "filter", name: "negate" }],
  (random) => [{ op: "look", name: pick(random, lookNames), amount: whole(random, -100, 200) / 100 }],
  (random) => [{ op: "mask", radii: radii(random), ...(random() < 0.3 && { vertical: radii(random) }) }],
  (random) => [overlayStep(random)],
  (random) => [textStep(random)],
  (random) => [
    {
      op: "overlay",
      layer: { kind: "color", color: color(random), width: layerSide(random), height: layerSide(random) },
      ...layerPlace(random),
    },
  ],
  (random) => [{ op: "sharpen", amount: whole(random, 1, 20) / 5 }],
  () => [{ op: "filter", name: "grayscale" }],
];

/** Steps and arguments from the whole language; many have no spelling. */
const wild: readonly Maker[] = [
  ...sayable,
  (random) => [
    {
      op: "resize",
      width: length(random),
      height: length(random),
      mode: pick(random, ["inside", "outside", "cover", "force", "pad"]),
      enlarge: pick(random, ["never", "allow", "only"]),
      whenSmall: pick(random, ["clamp", "keep-aspect", "leave"]),
      anchor: wildPlace(random),
      kernel: pick(random, ["lanczos3", "cubic"]),
      background: color(random),
      ...(random() < 0.2 && { zoom: random() }),
    },
  ],
  (random) => [
    {
      op: "crop",
      width: length(random),
      height: length(random),
      anchor: wildPlace(random),
      ...(random() < 0.5 && { outside: color(random) }),
    },
  ],
  (random) => [{ op: "crop", width: 5, height: 5, x: { fraction: random() }, y: 1, outside: "ffffffff" }],
  (random) => [
    { op: "crop", aspect: [1, 1], anchor: wildPlace(random), ...(random() < 0.5 && { outside: color(random) }) },
  ],
  (random) => [{ op: "rotate", degrees: whole(random, 1, 359), background: color(random) }],
  () => [{ op: "flip", vertical: true, horizontal: true }],
  (random) => [{ op: "blur", sigma: 0.3 + random() * 5 }],
  (random) => [{ op: "sharpen", amount: random() * 10, sigma: pick(random, [1, 2]) }],
  (random) => [{ op: "adjust", brightness: 1 + random() }],
  (random) => [{ op: "trim", threshold: random() * 255, ...(random() < 0.3 && { color: color(random) }) }],
  (random) => [{ op: "extend", top: side(random) % 8192, color: color(random) }],
  () => [{ op: "flatten" }, { op: "orient" }],
  (random) => [{ op: "mask", shape: pick(random, ["circle", "ellipse"]) }],
  (random) => [{ op: "filter", name: pick(random, ["sepia", "equalise", "normalise"]), amount: random() }],
  (random) => [{ op: "filter", name: pick(random, ["tint", "colorize"]), color: color(random) }],
  (random) => [{ op: "filter", name: "threshold", level: whole(random, 0, 255), channels: random() < 0.5 }],
  (random) => [{ op: "linear", factor: [random() * 3], offset: [whole(random, -99, 99)] }],
  () => [{ op: "recolor", matrix: [0.3, 0.7, 0.1, 0.3, 0.6, 0.1, 0.2, 0.5, 0.1] }],
  (random) => [
    {
      op: "tone",
      stops: [
        { at: 0, color: color(random) },
        { at: 1, color: color(random) },
      ],
    },
  ],
  (random) => [{ op: "pixelate", size: whole(random, 1, 99), within: pick(random, ["all", "faces"]) }],
  (random) => [{ op: "texture", name: pick(random, ["median", "dilate", "erode", "oil"]), size: whole(random, 1, 99) }],
  (random) => [{ op: "vignette", amount: random() }],
  (random) => [{ op: "opacity", amount: random() }],
  (random) => [{ op: "shear", x: whole(random, -80, 80), y: pick(random, [0, 20]) }],
  (random) => [
    { op: "transparent", tolerance: whole(random, 0, 255), ...(random() < 0.5 && { color: color(random) }) },
  ],
  (random) => [{ op: "border", width: whole(random, 0, 99), color: color(random) }],
  (random) => [{ op: "outline", width: whole(random, 1, 99), color: color(random) }],
  (random) => [{ op: "shadow", x: whole(random, -99, 99), sigma: random() * 20, color: color(random) }],
  (random) => [
    { op: "sharpen", sigma: 2, amount: whole(random, 0, 9), flat: 1, threshold: 2, maxBrighten: 10, maxDarken: 20 },
  ],
  () => [{ op: "segment" }],
  () => [{ op: "overlay", layer: { kind: "file", id } }],
];

function wildPlace(random: Random): Anchor {
  const align = pick(random, ["relative", "center"] as const);
  if (random() < 0.3)
    return { kind: "point", x: pick(random, [0, 1, random()]), y: pick(random, [0, 1, random()]), align };
  return random() < 0.3
    ? { kind: "detect", by: [pick(random, detectors)], otherwise: pick(random, positions) }
    : coverPlace(random);
}

function sayableEncode(random: Random): EncodeInput {
  const format = pick(random, ["auto", "jpeg", "png", "webp", "same"] as const);
  return {
    format,
    ...(format === "same" && { allowed: ["jpeg", "png"] }),
    quality: pick(random, qualityNames),
    progressive: random() < 0.5,
    metadata: pick(random, ["none", "keep", "copyright"]),
    background: color(random),
  };
}

function wildEncode(random: Random): EncodeInput {
  const one = pick<EncodeInput>(random, [
    { format: "avif" },
    { format: "gif" },
    { format: "same" },
    { format: "png", allowed: ["png"] },
    { quality: 80 },
    { lossless: true },
    { animated: false },
    { maxBytes: 5000 },
    {},
  ]);
  return { ...sayableEncode(random), ...one };
}

const names = [
  "cat.jpg",
  "a b.png",
  "кот.webp",
  "-",
  "...",
  "100%.png",
  "a~b!*'().gif",
  "?x=1&y#z",
  "@clib",
  "🐱",
  "json",
  "a+b",
  "x".repeat(255),
];

/** A random delivery; `isWild` draws from the whole language. */
export function randomDelivery(random: Random, isWild = false): Delivery {
  const steps: StepInput[] = random() < 0.8 ? [{ op: "orient" }] : [];
  const count = whole(random, 0, pick(random, [2, 5, 20]));
  for (let at = 0; at < count; at++) steps.push(...pick(random, isWild ? wild : sayable)(random));
  const answer = pick(random, ["image", "image", "image", "info", "original"] as const);
  const source = { kind: "file", id } as const;
  const encode = isWild ? wildEncode(random) : sayableEncode(random);
  // A cut must not leave the first half of a filling `scale_crop` alone.
  let overlays = 0;
  const kept = steps.filter(({ op }) => op !== "overlay" || ++overlays <= 5).slice(0, 20);
  if (isHalf(kept.at(-1))) kept.pop();
  return {
    answer,
    plan: checkPlan(answer === "original" && !isWild ? { source } : { source, steps: kept, encode }),
    ...(answer === "info" && {
      facts: pick(random, [
        { hashes: true },
        { hashes: true, callback: "uploadcare_callback" },
        { colors: whole(random, 1, 256) },
      ]),
    }),
    ...(random() < 0.5 && { fileName: pick(random, names) }),
    ...(random() < 0.3 && { disposition: pick(random, ["inline", "attachment"] as const) }),
  };
}

function isHalf(step: StepInput | undefined): boolean {
  return step?.op === "resize" && step.mode === "cover" && step.enlarge === "never" && step.whenSmall === undefined;
}
