import { checkPlan, type Delivery, type EncodeInput, type StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, errorOf, id, read, seeded, write } from "./fixture.ts";
import { rows } from "./plans.ts";
import { randomDelivery } from "./random-delivery.ts";

const source = { kind: "file", id } as const;

describe("format undoes parse", () => {
  test("12,000 random sayable plans come back equal", () => {
    const random = seeded(1);
    for (let run = 0; run < 12_000; run++) {
      const delivery = randomDelivery(random);
      const path = dialect.format(delivery);
      expect(path.length).toBeLessThan(4096);
      const { notices: _, ...back } = dialect.parse({ path, query: "" });
      expect(back, path).toEqual(delivery);
    }
  });

  test("6,000 random plans of the whole language come back equal or are refused", () => {
    const random = seeded(2);
    let refused = 0;
    for (let run = 0; run < 6000; run++) {
      const delivery = randomDelivery(random, true);
      const code = codeOf(() => {
        const { notices: _, ...back } = dialect.parse({ path: dialect.format(delivery), query: "" });
        expect(back).toEqual(delivery);
      });
      expect([undefined, "PLAN_UNSAYABLE"]).toContain(code);
      if (code) refused++;
    }
    expect(refused).toBeGreaterThan(2000);
    expect(refused).toBeLessThan(5900);
  });

  test("what format writes, it writes again", () => {
    for (const { url } of rows) {
      const once = write(read(url));
      expect(write(read(once))).toBe(once);
    }
  });

  test("equal deliveries have one spelling, different ones have two", () => {
    const random = seeded(3);
    const seen = new Map<string, string>();
    for (let run = 0; run < 3000; run++) {
      const delivery = randomDelivery(random);
      const path = dialect.format(delivery);
      const text = JSON.stringify(delivery);
      expect(seen.get(path) ?? text).toBe(text);
      seen.set(path, text);
    }
  });
});

const plain = read("-/text/300x200/0,0/a/").plan.steps[1];
if (plain?.op !== "overlay" || plain.layer.kind !== "text") throw new Error("text is no text");
const { layer } = plain;
const letters = (more: object): StepInput => ({ ...plain, layer: { ...layer, ...more } });

const unsayable: readonly (readonly [string, readonly StepInput[], RegExp])[] = [
  ["a turn by 45 degrees", [{ op: "rotate", degrees: 45 }], /^rotate: rotate takes an angle/],
  ["a coloured turn", [{ op: "rotate", degrees: 90, background: "ff0000ff" }], /^rotate: its background/],
  ["outside", [{ op: "resize", width: 9, height: 9, mode: "outside" }], /^resize: /],
  ["only enlarging", [{ op: "resize", width: 9, height: 9, mode: "force", enlarge: "only" }], /^resize: its enlarge/],
  [
    "enlarging inside a box",
    [{ op: "resize", width: 9, height: 9, mode: "inside", enlarge: "allow" }],
    /^resize: its mode/,
  ],
  ["a share as a size", [{ op: "resize", width: { fraction: 0.5 }, enlarge: "allow" }], /^resize: /],
  ["another kernel", [{ op: "resize", width: 9, kernel: "nearest" }], /^resize: its kernel/],
  ["zoom", [{ op: "resize", width: 9, height: 9, mode: "cover", enlarge: "allow", zoom: 0.5 }], /^resize: its zoom/],
  ["a covering clamp alone", [{ op: "resize", width: 9, height: 9, mode: "cover" }], /^resize: /],
  ["covering one side", [{ op: "resize", width: 9, mode: "cover", enlarge: "allow" }], /^resize: /],
  [
    "padding at the top",
    [{ op: "resize", width: 9, height: 9, mode: "pad", anchor: { kind: "named", at: "top" } }],
    /^resize: its anchor/,
  ],
  [
    "padding while enlarging",
    [{ op: "resize", width: 9, height: 9, mode: "pad", enlarge: "allow" }],
    /^resize: its enlarge/,
  ],
  [
    "a negative place in cover",
    [{ op: "resize", width: 9, height: 9, mode: "cover", enlarge: "allow", anchor: { kind: "offset", x: -1, y: 0 } }],
    /^resize: /,
  ],
  [
    "detectors in an order without a type",
    [
      {
        op: "resize",
        width: 9,
        height: 9,
        mode: "cover",
        enlarge: "allow",
        anchor: { kind: "detect", by: ["entropy"], otherwise: "center" },
      },
    ],
    /^resize: /,
  ],
  [
    "a centred point",
    [
      {
        op: "resize",
        width: 9,
        height: 9,
        mode: "cover",
        enlarge: "allow",
        anchor: { kind: "point", x: 0.5, y: 0.2, align: "center" },
      },
    ],
    /^resize: its anchor/,
  ],
  ["a crop that is cut", [{ op: "crop", x: 0, y: 0, width: 9, height: 9 }], /^crop: its outside/],
  [
    "a crop at a share",
    [{ op: "crop", x: { fraction: 0.5 }, y: 0, width: 9, height: 9, outside: "ffffffff" }],
    /^crop: /,
  ],
  [
    "a crop at an offset anchor",
    [{ op: "crop", anchor: { kind: "offset", x: 1, y: 1 }, width: 9, height: 9, outside: "ffffffff" }],
    /^crop: /,
  ],
  ["a filled ratio", [{ op: "crop", aspect: [1, 1], outside: "ffffffff" }], /^crop: its outside/],
  [
    "a ratio where a face is",
    [{ op: "crop", aspect: [1, 1], anchor: { kind: "detect", by: ["face"], otherwise: "center" } }],
    /^crop: /,
  ],
  ["an odd sigma", [{ op: "blur", sigma: 0.35 }], /^blur: its sigma/],
  ["an odd mix", [{ op: "blur", sigma: 1, amount: 0.333 }], /^blur: its amount/],
  [
    "an amount in a region",
    [{ op: "blur", sigma: 1, amount: 0.5, within: "box", x: 0, y: 0, width: 5, height: 5 }],
    /^blur: its amount/,
  ],
  ["a huge sigma", [{ op: "blur", sigma: 900 }], /^blur: /],
  ["an odd amount", [{ op: "sharpen", amount: 0.5 }], /^sharpen: its amount/],
  ["a sharpening sigma", [{ op: "sharpen", sigma: 2 }], /^sharpen: its sigma/],
  ["trimming a colour", [{ op: "trim", color: "ffffffff" }], /^trim: its color/],
  ["trimming by half a level", [{ op: "trim", threshold: 1.5 }], /^trim: /],
  ["both flips at once", [{ op: "flip", horizontal: true, vertical: true }], /^flip: its horizontal/],
  ["sepia", [{ op: "filter", name: "sepia" }], /^filter: /],
  ["a factor of brightness", [{ op: "adjust", brightness: 2 }], /^adjust: its brightness/],
  ["a hue", [{ op: "adjust", hue: 20, contrast: 2 }], /^adjust: its hue/],
  ["half a unit of lightness", [{ op: "adjust", lightness: 2.5 }], /^adjust: its lightness/],
  ["more contrast than 500", [{ op: "adjust", contrast: 7 }], /^adjust: its contrast/],
  ["a gamma between the numbers", [{ op: "adjust", gamma: 9.9 }], /^adjust: its gamma/],
  ["an odd look", [{ op: "look", name: "adaris", amount: 0.123 }], /^look: its amount/],
  ["half an invert", [{ op: "filter", name: "negate", amount: 0.5 }], /^filter: its amount/],
  ["an overlay of its own size", [{ op: "overlay", layer: source }], /^overlay: overlay takes/],
  [
    "a blended overlay",
    [{ op: "overlay", layer: source, width: { fraction: 1 }, height: { fraction: 1 }, blend: "multiply" }],
    /^overlay: its blend/,
  ],
  [
    "an overlay from elsewhere",
    [{ op: "overlay", layer: { kind: "name", names: ["logo"] } }],
    /^overlay: overlay takes/,
  ],
  ["a text in a font of its own", [letters({ family: "Comic Sans" })], /^overlay: its layer's family .* font takes/],
  ["a thin text", [letters({ weight: 100 })], /^overlay: its layer's weight/],
  ["an underlined text", [letters({ underline: true })], /^overlay: its layer's underline/],
  ["a text that starts", [letters({ align: "start" })], /^overlay: its layer's align/],
  ["a text of a dash", [letters({ text: "-" })], /^overlay: overlay takes/],
  ["a text of dots", [letters({ text: ".." })], /^overlay: overlay takes/],
  ["a text without a box", [letters({ width: undefined })], /^overlay: /],
  ["a vast text", [letters({ text: "あ".repeat(1000) })], /^the address would be longer/],
  ["extend", [{ op: "extend", top: 1 }], /^extend: no word/],
  ["flatten", [{ op: "flatten" }], /^flatten: no word/],
  ["mask", [{ op: "mask", shape: "circle" }], /^mask: border_radius takes/],
  ["segment", [{ op: "segment" }], /^segment: no word/],
  ["a late orientation", [{ op: "flip", vertical: true }, { op: "orient" }], /^orient: no word/],
];

describe("what the grammar cannot say", () => {
  test.each(unsayable)("%s", (_, steps, hint) => {
    const error = errorOf(() =>
      dialect.format({ answer: "image", plan: checkPlan({ source, steps: [{ op: "orient" }, ...steps] }) }),
    );
    expect(error?.code).toBe("PLAN_UNSAYABLE");
    expect(error?.detail.hint).toMatch(hint);
  });

  const settings: readonly EncodeInput[] = [
    { format: "avif" },
    { format: "gif" },
    { format: "same" },
    { format: "same", allowed: ["png", "jpeg"] },
    { allowed: ["webp"] },
    { quality: 80 },
    { lossless: true },
    { animated: false },
    { maxBytes: 1000 },
  ];
  test.each(settings)("settings %o", (encode) => {
    const error = errorOf(() => dialect.format({ answer: "image", plan: checkPlan({ source, encode }) }));
    expect(error?.code).toBe("PLAN_UNSAYABLE");
    expect(error?.detail.hint).toMatch(/^encode: its /);
  });

  const others: readonly (readonly [string, Delivery])[] = [
    ["a name", { answer: "image", plan: checkPlan({ source: { kind: "name", names: ["a.png"] } }) }],
    ["facts that no word names", { answer: "info", plan: checkPlan({ source }) }],
    ["other facts", { answer: "info", plan: checkPlan({ source }), facts: { colors: 3, hashes: true } }],
    ["another callback", { answer: "info", plan: checkPlan({ source }), facts: { hashes: true, callback: "cb" } }],
    ["facts for a picture", { answer: "image", plan: checkPlan({ source }), facts: { hashes: true } }],
    [
      "an original with steps",
      { answer: "original", plan: checkPlan({ source, steps: [{ op: "flip", vertical: true }] }) },
    ],
    ["an original with settings", { answer: "original", plan: checkPlan({ source, encode: { format: "png" } }) }],
    ...["", ".", "..", "a/b", "a\\b", "a\0b", "a\nb", "a\u202eb", "x".repeat(256), "\ud800"].map(
      (fileName) =>
        [
          `the name ${JSON.stringify(fileName)}`,
          { answer: "original", plan: checkPlan({ source }), fileName },
        ] as const,
    ),
  ];
  test.each(others)("%s", (_, delivery) => expect(codeOf(() => dialect.format(delivery))).toBe("PLAN_UNSAYABLE"));
});
