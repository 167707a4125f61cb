import { checkPlan, type Delivery, type EncodeInput, type StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, errorOf, id, pick, read, resolve, seeded, whole, write } from "./fixture.ts";
import { rows } from "./plans.ts";
import { randomDelivery } from "./random-delivery.ts";

const source = { kind: "file", id } as const;

/** What was read, without the part that asks about the file, which two readings do not share. */
function plain(delivery: Delivery): Omit<Delivery, "forFile"> {
  const { forFile: _, ...rest } = delivery;
  return rest;
}

describe("format undoes parse", () => {
  test("12,000 random sayable plans come back equal", () => {
    const random = seeded(1);
    for (let run = 0; run < 12_000; run++) {
      const delivery = randomDelivery(random);
      const path = dialect.format(delivery);
      expect(plain(dialect.parse({ path, query: "" })), path).toEqual(delivery);
    }
  }, 60_000);

  test("6,000 random plans of the whole language come back equal or are refused", () => {
    const random = seeded(2);
    let refused = 0;
    for (let run = 0; run < 6000; run++) {
      const delivery = randomDelivery(random, true);
      const code = codeOf(() =>
        expect(plain(dialect.parse({ path: dialect.format(delivery), query: "" }))).toEqual(delivery),
      );
      expect([undefined, "PLAN_UNSAYABLE"]).toContain(code);
      if (code) refused++;
    }
    expect(refused).toBeGreaterThan(2000);
    expect(refused).toBeLessThan(5900);
  }, 60_000);

  test("what format writes, it writes again", () => {
    for (const { url, canonical } of rows) {
      if (canonical === null) continue;
      const once = write(read(url));
      expect(write(read(once))).toBe(once);
    }
  });

  test("12,000 random addresses have one spelling, which is stable", () => {
    const random = seeded(4);
    let done = 0;
    while (done < 12_000) {
      const chain = Array.from({ length: whole(random, 1, 4) }, () => pick(random, rows).url).join("/");
      const tooLarge = codeOf(() => read(chain));
      if (tooLarge !== undefined) {
        expect(["PLAN_TOO_LARGE", "PLAN_INVALID"], chain).toContain(tooLarge); // EXIF does not go with q_auto
        continue;
      }
      const delivery = resolve(read(chain));
      const once = write(delivery);
      expect(read(once).plan, chain).toEqual(delivery.plan);
      expect(write(read(once))).toBe(once);
      done++;
    }
  }, 60_000);

  test("equal deliveries have one spelling, different ones have two", () => {
    const random = seeded(3);
    const seen = new Map<string, string>();
    for (let run = 0; run < 3000; run++) {
      const delivery = randomDelivery(random);
      const path = dialect.format(delivery);
      const text = JSON.stringify([
        delivery.answer,
        delivery.plan,
        delivery.fileName,
        delivery.disposition,
        delivery.fallback,
      ]);
      expect(seen.get(path) ?? text).toBe(text);
      seen.set(path, text);
    }
  });
});

const unsayable: readonly (readonly [string, readonly StepInput[], RegExp])[] = [
  ["outside", [{ op: "resize", width: 9, height: 9, mode: "outside" }], /^resize: /],
  ["distorting, never enlarging", [{ op: "resize", width: 9, height: 9, mode: "force" }], /^resize: its enlarge/],
  ["another kernel", [{ op: "resize", width: 9, kernel: "nearest" }], /^resize: its (?:enlarge|kernel)/],
  [
    "a relative point",
    [
      {
        op: "resize",
        width: 9,
        height: 9,
        mode: "cover",
        enlarge: "allow",
        anchor: { kind: "point", x: 0.5, y: 0.2, align: "relative" },
      },
    ],
    /^resize: /,
  ],
  [
    "an opaque padding alone",
    [{ op: "resize", width: 9, height: 9, mode: "pad", enlarge: "allow" }],
    /^resize: its background/,
  ],
  [
    "a crop that is filled",
    [{ op: "crop", x: 0, y: 0, width: 9, height: 9, outside: "ffffffff" }],
    /^crop: its outside/,
  ],
  ["both flips and an orientation", [{ op: "flip", vertical: true }, { op: "orient" }], /^orient: /],
  ["pixels around", [{ op: "extend", top: 1 }], /^extend: /],
  ["a circle", [{ op: "mask", shape: "circle" }], /^mask: /],
  ["two tones at once", [{ op: "adjust", brightness: 2, contrast: 2 }], /^adjust: its /],
  ["exposure", [{ op: "adjust", exposure: 1 }], /^adjust: /],
  ["a look", [{ op: "look", name: "adaris" }], /^look: no word means it/],
  ["linear", [{ op: "linear", factor: [2] }], /^linear: no word means it/],
  ["an odd sigma", [{ op: "blur", sigma: 500 }], /^blur: /],
  ["half a blur", [{ op: "blur", sigma: 5, amount: 0.5 }], /^blur: its amount/],
  ["itself", [{ op: "overlay", layer: { kind: "self" } }], /^overlay: a layer of the kind self/],
  [
    "a colour",
    [{ op: "overlay", layer: { kind: "color", color: "ff0000ff", width: 5, height: 5 } }],
    /^overlay: a layer of the kind color/,
  ],
  ["a repeat along an axis", [{ op: "overlay", layer: source, repeat: "x" }], /^overlay: its repeat/],
];

describe("what the grammar cannot say", () => {
  test.each(unsayable)("%s", (_, steps, hint) => {
    const error = errorOf(() =>
      dialect.format({
        answer: "image",
        plan: checkPlan({ source, steps: [{ op: "orient" }, ...steps], encode: { format: "same" } }),
      }),
    );
    expect(error?.code).toBe("PLAN_UNSAYABLE");
    expect(error?.detail.hint).toMatch(hint);
  });

  const settings: readonly EncodeInput[] = [
    { allowed: ["webp"] },
    { lossless: true },
    { animated: false },
    { maxBytes: 1000 },
    { background: "000000" },
    { colors: 16 },
    { savingQuality: 5 },
    { effort: "fast" },
  ];
  test.each(settings)("settings %o", (encode) => {
    const error = errorOf(() => dialect.format({ answer: "image", plan: checkPlan({ source, encode }) }));
    expect(error?.code).toBe("PLAN_UNSAYABLE");
    expect(error?.detail.hint).toMatch(/^encode: its /);
  });

  const named = (...names: string[]) => ({ kind: "name", names }) as const;
  const others: readonly (readonly [string, Delivery])[] = [
    [
      "an original with steps",
      { answer: "original", plan: checkPlan({ source, steps: [{ op: "flip", vertical: true }] }) },
    ],
    ["an original with settings", { answer: "original", plan: checkPlan({ source, encode: { format: "png" } }) }],
    ["a name with an extension alone", { answer: "image", plan: checkPlan({ source: named("a.jpg") }) }],
    ["two names", { answer: "image", plan: checkPlan({ source: named("a", "b") }) }],
    ["inline", { answer: "original", plan: checkPlan({ source }), disposition: "inline" }],
    ["a name without an attachment", { answer: "original", plan: checkPlan({ source }), fileName: "a" }],
    [
      "a fallback elsewhere",
      { answer: "original", plan: checkPlan({ source }), fallback: { kind: "url", url: "https://example.com/" } },
    ],
    ["a fallback with a colon", { answer: "original", plan: checkPlan({ source }), fallback: named("a:b") }],
    ...["", ".", "..", "a/b", "a\\b", "a\0b", "a\nb", "a\u202eb", "x".repeat(256), "\ud800"].map(
      (fileName) =>
        [
          `the name ${JSON.stringify(fileName)}`,
          { answer: "original", plan: checkPlan({ source }), fileName, disposition: "attachment" },
        ] as const,
    ),
  ];
  test.each(others)("%s", (_, delivery) => expect(codeOf(() => dialect.format(delivery))).toBe("PLAN_UNSAYABLE"));
});
