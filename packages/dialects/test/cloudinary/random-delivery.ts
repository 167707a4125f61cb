/** Random deliveries: ones the grammar can say, and ones from the whole language. */
import {
  checkPlan,
  checkSteps,
  lookNames,
  positions,
  type Anchor,
  type Delivery,
  type EncodeInput,
  type Length,
  type Source,
  type StepInput,
} from "@intaglio/contract";
import { id, otherId, pick, whole } from "./fixture.ts";

type Random = () => number;
type Maker = (random: Random) => readonly StepInput[];

const side = (random: Random): number => pick(random, [1, 2, 300, whole(random, 1, 16_384)]);
const color = (random: Random): string => `${whole(random, 0, 0xffffff).toString(16).padStart(6, "0")}ff`;
const share = (random: Random, most = 1): Length => ({ fraction: whole(random, 1, most * 10_000) / 10_000 });
const length = (random: Random): Length => (random() < 0.6 ? side(random) : share(random, 10));
const percent = (random: Random, min = 0): number => whole(random, min, 100) / 100;
const offset = (random: Random): Length => (random() < 0.7 ? whole(random, -16_384, 16_384) : share(random));
const named = (random: Random): Anchor => ({ kind: "named", at: pick(random, positions) });

function place(random: Random): Anchor {
  const chance = random();
  if (chance < 0.5) return named(random);
  if (chance < 0.7) return { kind: "point", x: percent(random), y: percent(random), align: "center" };
  const by = pick(random, [["face"], ["saliency"], ["entropy"], ["face", "saliency"], ["object", "saliency"]] as const);
  return { kind: "detect", by, otherwise: "center" };
}

const enlarging = (random: Random) => pick(random, ["never", "allow", "only"] as const);

function canvas(random: Random): { fill: "color" | "blurred" | "border" | "predominant"; background: string } {
  const fill = pick(random, ["color", "blurred", "border", "predominant"] as const);
  const clear = pick(random, ["00000000", `${color(random).slice(0, 6)}80`]);
  return { fill, background: fill === "color" ? clear : "ffffffff" };
}

const resizes: readonly Maker[] = [
  (random) => [{ op: "resize", width: length(random), height: length(random), mode: "force", enlarge: "allow" }],
  (random) => [
    {
      op: "resize",
      ...(random() < 0.5 ? { width: length(random) } : { height: length(random) }),
      enlarge: enlarging(random),
    },
  ],
  (random) => [
    { op: "resize", width: length(random), height: length(random), mode: "inside", enlarge: enlarging(random) },
  ],
  (random) => [
    {
      op: "resize",
      width: length(random),
      height: length(random),
      mode: "cover",
      enlarge: pick(random, ["never", "allow"]),
      anchor: place(random),
    },
  ],
  (random) => [
    {
      op: "resize",
      width: side(random),
      height: side(random),
      mode: "cover",
      enlarge: "allow",
      zoom: percent(random),
      anchor: { kind: "detect", by: pick(random, [["face"], ["saliency"]] as const), otherwise: "top" },
    },
  ],
  (random) => [
    {
      op: "resize",
      width: length(random),
      height: length(random),
      mode: "pad",
      enlarge: enlarging(random),
      anchor: named(random),
      ...canvas(random),
    },
  ],
  (random) => {
    const background = color(random);
    return [
      { op: "resize", width: side(random), height: side(random), mode: "pad", enlarge: enlarging(random), background },
      { op: "flatten", color: background },
    ];
  },
];

const effects: readonly Maker[] = [
  (random) => [{ op: "crop", width: length(random), height: length(random), anchor: place(random) }],
  (random) => [{ op: "crop", width: length(random), height: length(random), x: offset(random), y: offset(random) }],
  (random) => [
    { op: "crop", aspect: [whole(random, 1, 90_000) / 100, side(random) % 100 || 1], anchor: place(random) },
  ],
  (random) => {
    const { fill, background } = canvas(random);
    return [{ op: "extend", aspect: [side(random) % 999 || 1, 9.5], anchor: named(random), fill, color: background }];
  },
  (random) => [{ op: "rotate", degrees: pick(random, [90, 180, 270, whole(random, 1, 3_599_999) / 10_000]) }],
  (random) => [
    pick<StepInput>(random, [
      { op: "flip", vertical: true },
      { op: "flip", horizontal: true },
      { op: "flip", vertical: true, horizontal: true },
    ]),
  ],
  (random) => [{ op: "mask", radii: [whole(random, 0, 9), whole(random, 0, 8192), 7, whole(random, 0, 9)] }],
  () => [{ op: "mask", shape: "ellipse" }],
  (random) => [{ op: "border", width: whole(random, 1, 1000), color: color(random) }],
  (random) => [
    { op: "mask", radii: [5, 5, 5, 5] },
    { op: "border", width: 4, color: color(random), radii: [9, 9, 9, 9] },
  ],
  (random) => [{ op: "flatten", color: color(random) }],
  (random) => [{ op: "opacity", amount: percent(random) }],
  (random) => [{ op: "filter", name: pick(random, ["grayscale", "negate"]) }],
  (random) => [{ op: "filter", name: pick(random, ["sepia", "enhance", "normalise"]), amount: percent(random, 1) }],
  (random) => [{ op: "filter", name: "colorize", color: color(random), amount: percent(random, 1) }],
  (random) => [{ op: "filter", name: "threshold", level: Math.round(whole(random, 0, 100) * 2.55) }],
  (random) => [
    {
      op: "tone",
      stops: [
        { at: 0.1, color: color(random) },
        { at: percent(random, 11), color: color(random) },
      ],
      amount: percent(random, 1),
      equalize: random() < 0.5,
    },
  ],
  (random) => [
    {
      op: "recolor",
      matrix: Array.from({ length: pick(random, [9, 16]) }, () => whole(random, -100_000, 100_000) / 10_000),
    },
  ],
  (random) => [
    pick<StepInput>(random, [
      { op: "adjust", brightness: 0.01 + percent(random) * 1.99 },
      { op: "adjust", contrast: percent(random) * 2 },
      { op: "adjust", saturation: percent(random) },
      { op: "adjust", hue: whole(random, -100, 100) * 1.8 },
    ]),
  ],
  (random) => [
    pick<StepInput>(random, [
      { op: "adjust", gamma: 0.5 + percent(random) },
      { op: "adjust", vibrance: percent(random) },
      { op: "adjust", red: percent(random) },
      { op: "adjust", green: 2 },
      { op: "adjust", blue: 1.5 },
    ]),
  ],
  (random) => [{ op: "blur", sigma: whole(random, 6, 2000) / 20, within: pick(random, ["all", "faces"]) }],
  (random) => [
    {
      op: "blur",
      sigma: 5,
      within: "box",
      x: offset(random),
      y: offset(random),
      width: side(random),
      height: share(random),
    },
  ],
  (random) => [{ op: "pixelate", size: whole(random, 2, 200), within: pick(random, ["all", "faces"]) }],
  (random) => [{ op: "sharpen", amount: whole(random, 1, 2000) / 200, sigma: pick(random, [1, 2]) }],
  (random) => [{ op: "texture", name: "oil", size: whole(random, 1, 10) }],
  (random) => [{ op: "texture", name: "cartoon", size: whole(random, 1, 10), limit: whole(random, 0, 100) }],
  (random) => [{ op: "vignette", amount: percent(random, 1) }],
  (random) => [
    { op: "trim", threshold: whole(random, 0, 100) * 2.55, ...(random() < 0.5 && { color: color(random) }) },
  ],
  (random) => [
    { op: "transparent", tolerance: whole(random, 0, 100) * 2.55, ...(random() < 0.5 && { color: color(random) }) },
  ],
  () => [{ op: "segment" }],
  (random) => [
    {
      op: "shadow",
      x: whole(random, -1000, 1000),
      y: whole(random, -9, 9),
      sigma: whole(random, 0, 100) / 8,
      color: color(random),
    },
  ],
  (random) => [
    { op: "outline", width: whole(random, 1, 100), sigma: whole(random, 0, 2000) / 20, color: color(random) },
  ],
  (random) => [{ op: "shear", x: whole(random, -80, 80), y: whole(random, 1, 800_000) / 10_000 }],
];

const texts = [
  "Hello",
  "50% off, /now\\",
  "line\nline",
  "кот 🐱",
  "a.b:c;d?e#f&g=h+i",
  "$name",
  "l_x,w_3",
  " ",
  "'\"<>",
  "x".repeat(200),
];

function textLayer(random: Random): object {
  const wraps = random() < 0.3;
  return {
    kind: "text",
    text: pick(random, texts),
    family: pick(random, ["Arial", "Open Sans", "Roboto_Slab", "Noto Sans JP"]),
    size: whole(random, 2, 2000) / 2,
    weight: pick(random, [100, 300, 400, 600, 700, 800, 900]),
    italic: random() < 0.3,
    underline: random() < 0.3,
    strikethrough: random() < 0.3,
    color: color(random),
    align: pick(random, ["start", "end", "left", "center", "right", "justify"]),
    letterSpacing: whole(random, -100, 100),
    lineSpacing: pick(random, [0, 12.5]),
    ...(wraps && { width: random() < 0.5 ? (side(random) % 8192) + 1 : share(random) }),
    ...(random() < 0.3 && { strokeWidth: whole(random, 1, 100), strokeColor: color(random) }),
    ...(random() < 0.3 && { backdrop: "fit", backdropColor: color(random) }),
  };
}

const sources: readonly Source[] = [
  { kind: "file", id },
  { kind: "name", names: ["logo"] },
  { kind: "name", names: ["a/b/logo", "a/b/logo.png"] },
  { kind: "name", names: ["ä b,c$"] },
  { kind: "url", url: "https://example.com/a%20b.png?x=1&y=2" },
  { kind: "file", id: otherId },
];

function overlay(random: Random): readonly StepInput[] {
  const under = random() < 0.3;
  const layer =
    random() < 0.4
      ? textLayer(random)
      : pick(
          random,
          sources.slice(0, 5).filter((_, at) => at !== 3),
        );
  const sizes = random();
  const width = random() < 0.7 ? side(random) : share(random, 10);
  // Shares are of the picture below on both sides, or on none.
  const height = typeof width === "number" ? side(random) : share(random, 10);
  const step = {
    op: "overlay",
    layer,
    ...(sizes < 0.3
      ? { width }
      : sizes < 0.5
        ? { width, height, fit: pick(random, ["inside", "cover", "force"]) }
        : {}),
    steps: random() < 0.5 ? checkSteps(pick(random, effects)(random)) : [],
    anchor: random() < 0.8 ? named(random) : { kind: "point", x: percent(random), y: percent(random), align: "center" },
    opacity: random() < 0.7 ? 1 : percent(random, 1),
    repeat: pick(random, ["none", "both"]),
    blend: under ? "over" : pick(random, ["over", "multiply", "screen", "overlay", "cut"]),
    under,
    overflow: pick(random, ["clip", "grow"]),
  };
  const moved = step.anchor.kind === "named" ? { x: offset(random), y: offset(random) } : {};
  return [{ ...step, ...moved } as unknown as StepInput];
}

/** Steps and arguments from the whole language; many have no spelling. */
const wild: readonly Maker[] = [
  ...resizes,
  ...effects,
  overlay,
  (random) => [
    {
      op: "resize",
      width: length(random),
      ...(random() < 0.7 && { height: length(random) }),
      mode: pick(random, ["inside", "outside", "cover", "force", "pad"]),
      enlarge: enlarging(random),
      whenSmall: pick(random, ["clamp", "keep-aspect", "leave"]),
      anchor: pick<Anchor>(random, [
        place(random),
        { kind: "offset", x: 3, y: 4 },
        { kind: "point", x: 0.2, y: 0.3, align: "relative" },
      ]),
      background: color(random),
    },
  ],
  (random) => [
    { op: "adjust", exposure: 1 },
    { op: "adjust", brightness: 1 + random(), contrast: 2 },
  ],
  (random) => [{ op: "look", name: pick(random, lookNames) }],
  () => [{ op: "linear", factor: [2] }],
  (random) => [{ op: "extend", top: side(random) % 8192, color: color(random) }],
  () => [{ op: "mask", shape: "circle" }, { op: "orient" }],
  (random) => [
    {
      op: "overlay",
      layer: pick(random, [{ kind: "self" }, { kind: "color", color: "ff0000ff", width: 5, height: 5 }]),
    },
  ],
  (random) => [{ op: "blur", sigma: 0.3 + random(), amount: -1 }],
  (random) => [{ op: "crop", width: 5, height: 5, outside: color(random) }],
];

function sayableEncode(random: Random): EncodeInput {
  const metadata = pick(random, ["none", "copyright", "keep"] as const);
  const numbered = metadata === "keep" || random() < 0.5;
  return {
    format: pick(random, ["auto", "same", "jpeg", "png", "webp", "avif", "gif"]),
    quality: numbered
      ? whole(random, 1, 100)
      : pick(random, ["lightest", "lighter", "better", "best", "smart"] as const),
    metadata,
    progressive: random() < 0.3,
    ...(random() < 0.3 && { chroma: pick(random, ["420", "444"]) }),
    ...(random() < 0.3 && { loop: whole(random, 0, 1000) }),
    ...(random() < 0.3 && { frameMs: whole(random, 1, 60_000) }),
    ...(random() < 0.2 && { colors: 256 }),
  };
}

function wildEncode(random: Random): EncodeInput {
  const one = pick<EncodeInput>(random, [
    { lossless: true },
    { animated: false },
    { maxBytes: 5000 },
    { allowed: ["webp"] },
    { background: "000000" },
    { effort: "fast" },
    { colors: 5 },
    {},
    {},
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
  "🐱",
  "a+b",
  "progressive",
  "a.progressive",
  "x".repeat(255),
];

/** A random delivery; `isWild` draws from the whole language. */
export function randomDelivery(random: Random, isWild = false): Delivery {
  const steps: StepInput[] =
    random() < 0.2 ? [{ op: "frames", first: whole(random, 2, 99), ...(random() < 0.5 && { count: 3 }) }] : [];
  if (random() < 0.8) steps.push({ op: "orient" });
  const count = whole(random, 0, pick(random, [2, 5, 16]));
  const makers = isWild ? wild : [...resizes, ...effects, overlay, overlay];
  for (let at = 0; at < count && steps.length < 18; at++) {
    const more = pick(random, makers)(random);
    const layers = [...steps, ...more].filter(({ op }) => op === "overlay").length;
    const last = steps.at(-1);
    // A border with round corners belongs to a mask, a colour behind to what came before: chance must not make pairs.
    const pairs = more[0]?.op === "flatten" && last !== undefined;
    if (layers <= 5 && !pairs) steps.push(...more);
  }
  const answer = pick(random, ["image", "image", "image", "info", "original"] as const);
  const source = pick(random, sources);
  const attached = random() < 0.3;
  const input =
    answer === "original" && !isWild
      ? { source }
      : { source, steps, encode: isWild ? wildEncode(random) : sayableEncode(random) };
  return {
    answer,
    plan: checkPlan(
      source.kind === "name" && source.names.length > 1 && answer !== "original" ? withFormat(input) : input,
    ),
    ...(attached && { disposition: "attachment", ...(random() < 0.7 && { fileName: pick(random, names) }) }),
    ...(random() < 0.2 && { fallback: pick(random, sources.slice(0, 3)) }),
  };
}

/** With an extension in its address a picture has a format. */
function withFormat<Input extends { encode?: EncodeInput }>(input: Input): Input {
  return input.encode?.format === "same" ? { ...input, encode: { ...input.encode, format: "auto" } } : input;
}
