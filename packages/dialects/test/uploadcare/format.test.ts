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
      expect(dialect.parse({ path, query: "" }), path).toEqual(delivery);
    }
  });

  test("6,000 random plans of the whole language come back equal or are refused", () => {
    const random = seeded(2);
    let refused = 0;
    for (let run = 0; run < 6000; run++) {
      const delivery = randomDelivery(random, true);
      const code = codeOf(() => expect(dialect.parse({ path: dialect.format(delivery), query: "" })).toEqual(delivery));
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
      const text = JSON.stringify([delivery.answer, delivery.plan, delivery.fileName, delivery.disposition]);
      expect(seen.get(path) ?? text).toBe(text);
      seen.set(path, text);
    }
  });
});

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
  ["a huge sigma", [{ op: "blur", sigma: 900 }], /^blur: /],
  ["an odd amount", [{ op: "sharpen", amount: 0.5 }], /^sharpen: its amount/],
  ["a sharpening sigma", [{ op: "sharpen", sigma: 2 }], /^sharpen: its sigma/],
  ["trimming a colour", [{ op: "trim", color: "ffffffff" }], /^trim: its color/],
  ["trimming by half a level", [{ op: "trim", threshold: 1.5 }], /^trim: /],
  ["both flips at once", [{ op: "flip", horizontal: true, vertical: true }], /^flip: its horizontal/],
  ["sepia", [{ op: "filter", name: "sepia" }], /^filter: /],
  ["adjust", [{ op: "adjust", brightness: 2 }], /^adjust: no word means it/],
  ["overlay", [{ op: "overlay", layer: source }], /^overlay: no word means it/],
  ["extend", [{ op: "extend", top: 1 }], /^extend: no word/],
  ["flatten", [{ op: "flatten" }], /^flatten: no word/],
  ["mask", [{ op: "mask", shape: "circle" }], /^mask: no word/],
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
    { metadata: "copyright" },
    { animated: false },
    { maxBytes: 1000 },
  ];
  test.each(settings)("settings %o", (encode) => {
    const error = errorOf(() => dialect.format({ answer: "image", plan: checkPlan({ source, encode }) }));
    expect(error?.code).toBe("PLAN_UNSAYABLE");
    expect(error?.detail.hint).toMatch(/^encode: its /);
  });

  const others: readonly (readonly [string, Delivery])[] = [
    [
      "a source elsewhere",
      { answer: "image", plan: checkPlan({ source: { kind: "url", url: "https://example.com/a.png" } }) },
    ],
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
