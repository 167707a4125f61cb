import { describe, expect, test } from "vitest";
import {
  checkPlan,
  checkStep,
  IntaglioError,
  operations,
  splitParts,
  format,
  quality,
  scaleCrop,
  writePlan,
  type StepInput,
} from "../src/index.ts";

const id = "6f6e6c79-2074-4573-a420-64617461aa01";
const source = { kind: "file", id } as const;
const plan = (...steps: StepInput[]) => checkPlan({ source, steps });

function hintOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof IntaglioError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing thrown";
}

describe("a plan", () => {
  test("fills in defaults and drops steps that change nothing", () => {
    const given = plan(
      { op: "rotate", degrees: 0 },
      { op: "resize", width: 300 },
      { op: "flip" },
      { op: "sharpen", amount: 0 },
    );
    expect(given.steps).toEqual([
      {
        op: "resize",
        width: 300,
        mode: "inside",
        enlarge: "never",
        whenSmall: "clamp",
        anchor: { kind: "named", at: "center" },
        kernel: "lanczos3",
        fill: "color",
        background: "ffffffff",
      },
    ]);
    expect(given.encode).toMatchObject({ format: "auto", quality: "normal", metadata: "none", background: "ffffffff" });
  });

  test("keeps the order of steps and their repeats", () => {
    const steps = plan({ op: "blur", sigma: 2 }, { op: "resize", width: 9 }, { op: "blur", sigma: 2 }).steps;
    expect(steps.map(({ op }) => op)).toEqual(["blur", "resize", "blur"]);
  });

  test("has equal text exactly when it is equal", () => {
    const text = (...steps: StepInput[]) => writePlan(plan(...steps));
    expect(text({ op: "flatten", color: "#FFF" })).toBe(text({ op: "flatten", color: "ffffffff" }));
    expect(text({ op: "crop", x: -0, y: 0, width: 1, height: 1 })).toBe(
      text({ op: "crop", x: 0, y: 0, width: 1, height: 1 }),
    );
    expect(text({ op: "blur", sigma: 1.00001 })).toBe(text({ op: "blur", sigma: 1 }));
    const different: StepInput[] = [
      { op: "crop", width: 10, height: 10 },
      { op: "crop", width: { fraction: 1 }, height: 10 },
      { op: "crop", width: { fraction: 0.1 }, height: 10 },
      { op: "crop", width: 10, height: 10, outside: "ffffff" },
      { op: "crop", width: 10, height: 10, x: 0, y: 0 },
      { op: "crop", width: 10, height: 10, anchor: { kind: "named", at: "top" } },
      { op: "crop", width: 10, height: 10, anchor: { kind: "offset", x: 0, y: 0 } },
      { op: "crop", width: 10, height: 10, anchor: { kind: "point", x: 0, y: 0, align: "relative" } },
      { op: "crop", width: 10, height: 10, anchor: { kind: "point", x: 0, y: 0, align: "center" } },
      { op: "crop", width: 10, height: 10, anchor: { kind: "detect", by: ["saliency"], otherwise: "center" } },
      { op: "crop", aspect: [1, 1] },
      { op: "crop", aspect: [2, 2] },
    ];
    expect(new Set(different.map((step) => text(step))).size).toBe(different.length);
  });

  test("cannot be made to look like another by an address", () => {
    const nasty = (url: string) => writePlan(plan({ op: "overlay", layer: { kind: "url", url } }));
    expect(nasty("https://a/b,steps=[blur(sigma=9)]")).not.toContain("[blur(");
    expect(nasty("https://a/b)/blur(sigma=1")).not.toContain(")/blur(sigma=1/");
  });

  test("says which argument is wrong and what was expected", () => {
    expect(hintOf(() => plan({ op: "resize", width: 1.5 }))).toMatch(
      /PLAN_INVALID: resize\.width must be whole pixels/,
    );
    expect(hintOf(() => plan({ op: "resize" }))).toBe("PLAN_INVALID: resize needs width or height");
    expect(hintOf(() => plan({ op: "blur" } as never))).toMatch(/PLAN_INVALID: blur\.sigma is required/);
    expect(hintOf(() => plan({ op: "blur", sigma: 1, radius: 2 } as never))).toMatch(/no argument named "radius"/);
    expect(hintOf(() => plan({ op: "crop", width: 3 }))).toBe("PLAN_INVALID: crop needs width and height together");
    expect(hintOf(() => checkPlan({ source: { kind: "file", id: id.toUpperCase() } }))).toMatch(/the source must be/);
  });

  test("looks operations up by own names only", () => {
    for (const op of ["constructor", "__proto__", "toString", "nope", "", 7, undefined])
      expect(
        hintOf(() => checkStep({ op } as never)),
        String(op),
      ).toMatch(/^OPERATION_UNKNOWN/);
    expect(hintOf(() => checkStep(null as never))).toMatch(/^PLAN_INVALID/);
  });

  test("has at most 20 steps and 5 overlays, and overlays none of their own", () => {
    const blur: StepInput = { op: "blur", sigma: 1 };
    expect(hintOf(() => plan(...Array.from({ length: 21 }, () => blur)))).toMatch(/^PLAN_TOO_LARGE/);
    const overlay: StepInput = { op: "overlay", layer: source };
    expect(hintOf(() => plan(...Array.from({ length: 6 }, () => overlay)))).toMatch(/^PLAN_TOO_LARGE/);
    expect(hintOf(() => plan({ op: "overlay", layer: source, steps: [overlay as never] }))).toMatch(
      /overlay\.steps must be/,
    );
  });

  test("is frozen", () => {
    const given = plan({ op: "blur", sigma: 1 });
    expect(() => ((given.steps as unknown[])[0] = undefined)).toThrow(TypeError);
    expect(() => Object.assign(given.steps[0] as object, { sigma: 2 })).toThrow(TypeError);
  });
});

/** One value of each argument that must be taken and some that must not. */
const arguments_: Record<string, { good: StepInput[]; bad: object[] }> = {
  orient: { good: [{ op: "orient" }], bad: [{ turn: 1 }] },
  trim: {
    good: [{ op: "trim" }, { op: "trim", threshold: 0, color: "fff", keep: 3 }],
    bad: [{ threshold: 256 }, { keep: -1 }, { color: "white" }],
  },
  crop: {
    good: [
      { op: "crop", x: -5, y: 0, width: 3, height: 4 },
      { op: "crop", aspect: [16, 9], anchor: { kind: "named", at: "top-left" } },
    ],
    bad: [
      {},
      { x: 1, width: 2, height: 2 },
      { aspect: [0, 1] },
      { aspect: [1, 1], x: 0, y: 0 },
      { width: 0, height: 1 },
      { width: "3", height: 3 },
    ],
  },
  resize: {
    good: [
      { op: "resize", width: { fraction: 0.5 } },
      { op: "resize", height: 16_384, mode: "pad" },
    ],
    bad: [
      { width: 0 },
      { width: 16_385 },
      { width: NaN },
      { width: Infinity },
      { width: 3, mode: "fit" },
      { width: 3, zoom: 2 },
      { width: { fraction: 11 } },
    ],
  },
  rotate: { good: [{ op: "rotate", degrees: 359.5 }], bad: [{}, { degrees: 360 }, { degrees: -90 }] },
  flip: { good: [{ op: "flip", horizontal: true }], bad: [{ horizontal: "yes" }] },
  extend: {
    good: [
      { op: "extend", top: 3, fill: "mirror" },
      { op: "extend", aspect: [1, 1] },
    ],
    bad: [{ top: -1 }, { aspect: [1, 1], top: 1 }, { fill: "none" }],
  },
  flatten: { good: [{ op: "flatten", color: "abc" }], bad: [{ color: "#12345" }] },
  adjust: { good: [{ op: "adjust", brightness: 0 }], bad: [{ gamma: 0 }, { hue: 181 }] },
  filter: {
    good: [
      { op: "filter", name: "sepia" },
      { op: "filter", name: "tint", color: "f00" },
    ],
    bad: [{}, { name: "tint" }, { name: "sepia", level: 3 }],
  },
  blur: { good: [{ op: "blur", sigma: 0.3 }], bad: [{ sigma: 0.29 }, { sigma: 1001 }, { sigma: "1" }] },
  sharpen: { good: [{ op: "sharpen" }], bad: [{ amount: 11 }, { sigma: 0 }] },
  mask: {
    good: [
      { op: "mask", radii: [4, 4, 4, 4] },
      { op: "mask", shape: "circle" },
    ],
    bad: [{}, { radii: [1, 1, 1, 1], shape: "circle" }],
  },
  border: {
    good: [{ op: "border", width: 3, radii: [1, 2, 3, { fraction: 0.5 }] }],
    bad: [{}, { width: 1, radii: [1] }],
  },
  frames: { good: [{ op: "frames", first: 2, count: 3 }], bad: [{}, { first: 0 }] },
  linear: { good: [{ op: "linear", factor: [1, 2, 3] }], bad: [{ factor: [1, 2] }, { offset: 3 }] },
  look: { good: [{ op: "look", name: "adaris", amount: -1 }], bad: [{ name: "x" }, { name: "adaris", amount: 3 }] },
  opacity: { good: [{ op: "opacity", amount: 0.5 }], bad: [{}, { amount: 2 }] },
  outline: { good: [{ op: "outline", width: 1 }], bad: [{ width: 0 }] },
  pixelate: {
    good: [{ op: "pixelate", size: 8, within: "box", x: 0, y: 0, width: 5, height: { fraction: 0.5 } }],
    bad: [
      { size: 8, within: "box" },
      { size: 8, x: 1 },
    ],
  },
  recolor: { good: [{ op: "recolor", matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] }], bad: [{ matrix: [1] }] },
  shadow: { good: [{ op: "shadow" }], bad: [{ sigma: -1 }] },
  shear: { good: [{ op: "shear", x: 20 }], bad: [{ x: 90 }] },
  texture: { good: [{ op: "texture", name: "median", size: 3 }], bad: [{ name: "median", size: 3, limit: 1 }] },
  tone: {
    good: [
      {
        op: "tone",
        stops: [
          { at: 0, color: "000" },
          { at: 1, color: "fff" },
        ],
      },
    ],
    bad: [
      { stops: [{ at: 0, color: "000" }] },
      {
        stops: [
          { at: 1, color: "000" },
          { at: 0, color: "fff" },
        ],
      },
    ],
  },
  transparent: { good: [{ op: "transparent", color: "fff" }], bad: [{ tolerance: 256 }] },
  vignette: { good: [{ op: "vignette", amount: 0.2 }], bad: [{ amount: 2 }] },
  segment: { good: [{ op: "segment" }], bad: [{ keep: "background" }] },
  overlay: {
    good: [
      { op: "overlay", layer: source, steps: [{ op: "blur", sigma: 1 }] as never },
      { op: "overlay", layer: { kind: "self" }, width: { fraction: 0.5 }, under: true },
      { op: "overlay", layer: { kind: "text", text: "Ωmega, 1\n(2)", size: 20 } as never },
      { op: "overlay", layer: { kind: "color", color: "f00", width: 3, height: { fraction: 1 } } },
    ],
    bad: [
      {},
      { layer: { kind: "file", id: "x" } },
      { layer: source, opacity: 2 },
      { layer: { kind: "text", text: "" } },
      { layer: { kind: "text", text: "\u0000" } },
      { layer: { kind: "text", text: "a", family: "<b>" } },
      { layer: { kind: "name", names: ["../a"] } },
      { layer: { kind: "self" }, under: true, blend: "multiply" },
    ],
  },
};

test("frames can only stand first", () => {
  expect(plan({ op: "frames", first: 2 }, { op: "orient" }).steps).toHaveLength(2);
  expect(hintOf(() => plan({ op: "orient" }, { op: "frames", first: 2 }))).toMatch(/^PLAN_INVALID: frames/);
});

describe("names of sources", () => {
  const read = (name: string) => hintOf(() => checkPlan({ source: { kind: "name", names: [name] } }));
  test.each(["sample", "folder/sample.jpg", "日本 語.png", "a,b=c;d&e"])("%j is one", (name) =>
    expect(read(name)).toBe("nothing thrown"),
  );
  test.each([
    "",
    "/a",
    "a/",
    "a//b",
    "a/../b",
    ".",
    "a?b",
    "a#b",
    "a%2fb",
    "a\\b",
    "a\nb",
    "\u202ea",
    "e\u0301",
    id,
    "x".repeat(256),
  ])("%j is none", (name) => expect(read(name)).toMatch(/^PLAN_INVALID/));
  test("their text keeps them apart", () => {
    const text = (...names: string[]) => writePlan(checkPlan({ source: { kind: "name", names } }));
    expect(text("a", "b")).not.toBe(text("a+b"));
    expect(text("a(b)")).not.toBe(text("a"));
  });
});

describe("every operation's arguments", () => {
  test("are all in this table", () => {
    expect(Object.keys(arguments_).toSorted()).toEqual(Object.keys(operations).toSorted());
  });
  for (const [op, { good, bad }] of Object.entries(arguments_)) {
    test(`${op}: good ones are taken, bad ones refused`, () => {
      for (const step of good) expect(checkStep(step)).toMatchObject({ op });
      for (const step of bad)
        expect(
          hintOf(() => checkStep({ op, ...step } as never)),
          JSON.stringify(step),
        ).toMatch(/^PLAN_INVALID/);
    });
  }
});

test("parts are split into steps and merged output settings", () => {
  const { steps, encode } = splitParts([format("webp"), scaleCrop(200, 100), quality("best"), format("png")]);
  expect(steps).toHaveLength(1);
  expect(encode).toEqual({ format: "png", quality: "best" });
});

test("what is no part is refused, never signed as something else", () => {
  for (const parts of [[null], [7], [{ op: "encode" }], [{ op: "encode", encode: 5 }], "blur", {}])
    expect(
      hintOf(() => splitParts(parts as never)),
      JSON.stringify(parts),
    ).toMatch(/^PLAN_INVALID/);
});
