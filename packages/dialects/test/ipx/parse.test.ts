import { checkPlan, type EncodeInput, type StepInput } from "@intaglio/contract";
import { ipx } from "@intaglio/dialects/ipx";
import { describe, expect, test } from "vitest";
import { words } from "../../src/ipx/vocabulary.ts";
import { codeOf, dialect, errorOf, host, id, read } from "./fixture.ts";
import { makers } from "./random-address.ts";

const source = { kind: "file", id } as const;
const width = (given: number, enlarge: "allow" | "never" = "never"): StepInput => ({
  op: "resize",
  width: given,
  enlarge,
});
type Resize = Extract<StepInput, { op: "resize" }>;
const box = (more: Partial<Resize> = {}): StepInput => ({
  op: "resize",
  width: 300,
  height: 200,
  mode: "cover",
  whenSmall: "keep-aspect",
  ...more,
});
const small = { whenSmall: "clamp" } as const;
const named = (at: "top" | "top-right" | "bottom-left" | "right") => ({ kind: "named", at }) as const;
const turn: StepInput = { op: "rotate", degrees: 90 };
const spin = (background: string): StepInput => ({ op: "rotate", degrees: 45, background });

const rows: readonly [modifiers: string, steps: readonly StepInput[], encode?: EncodeInput][] = [
  ["_", []],
  ["w_300", [width(300)]],
  ["w:300", [width(300)]],
  ["width=300", [width(300)]],
  ["w_300&enlarge", [width(300, "allow")]],
  ["enlarge_true,w_300", [width(300, "allow")]],
  ["w_9000,enlarge", [width(8192, "allow")]],
  ["w_", []],
  ["w_undefined", []],
  ["w_200,w_300", [width(300)]],
  ["w_200,h_50", [width(200)]],
  ["h_50", [{ op: "resize", height: 50 }]],
  ["s_300x200,w_100", [width(100)]],
  ["resize_10x10,s_300x200", [box()]],
  ["s_300x200", [box()]],
  ["s_300%78200", [box()]],
  ["s_200", [box({ width: 200 })]],
  ["s_16384x8192", [box({ width: 8192, height: 4096 })]],
  ["s_300x200,enlarge", [box({ enlarge: "allow", ...small })]],
  ["s_300x200,fit_inside", [box({ mode: "inside", ...small })]],
  ["s_300x200,fit_outside", [box({ mode: "outside", ...small })]],
  ["s_300x200,fit_fill", [box({ mode: "force" })]],
  ["s_300x200,fit_contain", [box({ mode: "pad", background: "000000ff", ...small })]],
  ["s_300x200,fit_contain,b_fff", [box({ mode: "pad", background: "ffffffff", ...small })]],
  ["s_300x200,pos_top", [box({ anchor: named("top") })]],
  ["s_300x200,position_right-top", [box({ anchor: named("top-right") })]],
  ["s_300x200,pos_right%20top", [box({ anchor: named("top-right") })]],
  ["s_300x200,pos_southwest", [box({ anchor: named("bottom-left") })]],
  ["s_300x200,pos_2", [box({ anchor: named("right") })]],
  ["s_300x200,pos_17", [box({ anchor: { kind: "detect", by: ["saliency"], otherwise: "center" } })]],
  ["s_300x200,pos_entropy", [box({ anchor: { kind: "detect", by: ["entropy"], otherwise: "center" } })]],
  ["s_300x200,kernel_nearest", [box({ kernel: "nearest" })]],
  ["trim", [{ op: "trim", threshold: 10 }]],
  ["trim_30", [{ op: "trim", threshold: 30 }]],
  ["crop_1_2_3_4", [{ op: "crop", x: 1, y: 2, width: 3, height: 4 }]],
  ["extract_1_2_3_4", [{ op: "crop", x: 1, y: 2, width: 3, height: 4 }]],
  ["w_300,crop_1_2_3_4", [{ op: "crop", x: 1, y: 2, width: 3, height: 4 }, width(300)]],
  [
    "extract_0_0_1_1,w_300,crop_1_2_3_4",
    [{ op: "crop", x: 1, y: 2, width: 3, height: 4 }, width(300), { op: "crop", x: 0, y: 0, width: 1, height: 1 }],
  ],
  ["extend_1_2_3_4", [{ op: "extend", top: 1, right: 2, bottom: 3, left: 4, color: "000000ff" }]],
  ["extend_5,b_f00", [{ op: "extend", top: 5, color: "ff0000ff" }]],
  ["extend_5_5_5_5_mirror", [{ op: "extend", top: 5, right: 5, bottom: 5, left: 5, fill: "mirror" }]],
  ["rotate_90", [turn]],
  ["rotate_-270", [turn]],
  ["rotate_450", [turn]],
  ["rotate_360", []],
  ["rotate_90,w_300", [turn, width(300)]],
  ["rotate_90,s_300x200", [turn, box()]],
  ["rotate_90,h_100", [{ op: "resize", height: 100 }, turn, { op: "crop", width: { fraction: 1 }, height: 100 }]],
  ["rotate_90,resize_300x200", [box({ mode: "outside", ...small }), turn, { op: "crop", width: 300, height: 200 }]],
  ["rotate_90,resize_300x200,fit_inside", [box({ mode: "inside", ...small }), turn]],
  ["rotate_45", [spin("000000ff")]],
  ["rotate_45,b_fff,w_300", [spin("ffffffff"), width(300)]],
  ["rotate_45,h_50", [{ op: "resize", height: 50 }, spin("000000ff")]],
  ["rotate_90,crop_1_2_3_4", [{ op: "crop", x: 1, y: 2, width: 3, height: 4 }, turn]],
  ["rotate_90,crop_1_2_3_4,w_300", [turn, { op: "crop", x: 1, y: 2, width: 3, height: 4 }, width(300)]],
  ["rotate_90,trim", [turn, { op: "trim" }]],
  ["rotate,w_300", [{ op: "orient" }, width(300)]],
  ["autoorient,w_300", [{ op: "orient" }, width(300)]],
  ["autoorient,crop_1_2_3_4", [{ op: "orient" }, { op: "crop", x: 1, y: 2, width: 3, height: 4 }]],
  ["rotate,crop_1_2_3_4", [{ op: "crop", x: 1, y: 2, width: 3, height: 4 }, { op: "orient" }]],
  ["flip,w_300", [{ op: "flip", vertical: true }, width(300)]],
  ["flop", [{ op: "flip", horizontal: true }]],
  ["flip,flop,rotate_90", [{ op: "flip", vertical: true, horizontal: true }, turn]],
  ["sharpen_2", [{ op: "sharpen", sigma: 2, flat: 1, amount: 2, threshold: 2, maxBrighten: 10, maxDarken: 20 }]],
  [
    "sharpen_2_3_4_5_6_7",
    [{ op: "sharpen", sigma: 2, flat: 3, amount: 4, threshold: 5, maxBrighten: 6, maxDarken: 7 }],
  ],
  ["sharpen", [{ op: "sharpen", sigma: 0.8165, amount: 0.375, flat: 0.375, threshold: 0 }]],
  ["blur_5", [{ op: "blur", sigma: 5 }]],
  ["blur", [{ op: "blur", sigma: 0.8165 }]],
  ["median", [{ op: "texture", name: "median", size: 3 }]],
  [
    "dilate,erode_4",
    [
      { op: "texture", name: "dilate", size: 1 },
      { op: "texture", name: "erode", size: 4 },
    ],
  ],
  ["clahe_8", [{ op: "texture", name: "clahe", size: 8, height: 8, limit: 3 }]],
  ["flatten,b_fff", [{ op: "flatten", color: "ffffffff" }]],
  ["unflatten", [{ op: "transparent", color: "ffffffff", tolerance: 0 }]],
  ["gamma_2_3,w_300", [{ op: "adjust", gamma: 0.5 }, width(300), { op: "adjust", gamma: 3 }]],
  ["negate", [{ op: "filter", name: "negate", channels: true }]],
  ["negate_false", [{ op: "filter", name: "negate" }]],
  ["normalize", [{ op: "filter", name: "normalise", lower: 1, upper: 99 }]],
  ["threshold", [{ op: "filter", name: "threshold", level: 128 }]],
  ["threshold_9_false", [{ op: "filter", name: "threshold", level: 9, channels: true }]],
  ["threshold_0", []],
  ["linear_2", [{ op: "linear", factor: [2] }]],
  ["linear__-20", [{ op: "linear", offset: [-20] }]],
  ["modulate_1.2_0.5_90_10", [{ op: "adjust", brightness: 1.2, saturation: 0.5, hue: 90, lightness: 10 }]],
  ["modulate_2,brightness_1.5", [{ op: "adjust", brightness: 2 }]],
  ["modulate__2,saturation_1.5", [{ op: "adjust", saturation: 1.5 }]],
  ["hue_270", [{ op: "adjust", hue: -90 }]],
  ["opacity_0.5", [{ op: "opacity", amount: 0.5 }]],
  [
    "opacity_0.25,b_f00",
    [
      {
        op: "overlay",
        layer: { kind: "color", color: "ff0000ff", width: { fraction: 1 }, height: { fraction: 1 } } as never,
        opacity: 0.75,
      },
    ],
  ],
  ["tint_red", [{ op: "filter", name: "tint", color: "ff0000ff" }]],
  ["tint_rgb(1%2C2%2C3)", [{ op: "filter", name: "tint", color: "010203ff" }]],
  ["grayscale,tint_%23f00", [{ op: "filter", name: "grayscale" }]],
  ["tint_%23f00", [{ op: "filter", name: "tint", color: "ff0000ff" }]],
  ["q_80", [], { quality: 80 }],
  ["quality_1", [], { quality: 1 }],
  ["f_webp", [], { format: "webp", animated: false }],
  ["f_webp,a", [], { format: "webp" }],
  ["format_jpg", [], { format: "jpeg", progressive: true, animated: false }],
  ["f_png,format_webp", [], { format: "png", animated: false }],
  ["f_gif", [], { format: "gif" }],
  ["f_bmp", []],
  ["f_", []],
  ["f_auto", [], { format: "auto", allowed: ["avif", "webp", "jpeg", "png"], animated: false }],
  ["f_auto,animated", [], { format: "auto", allowed: ["webp", "gif"] }],
];

test("no address stands twice in the table, and every modifier has a row", () => {
  expect(new Set(rows.map(([modifiers]) => modifiers)).size).toBe(rows.length);
  const seen = new Set(rows.flatMap(([modifiers]) => modifiers.split(/[,&]/).map((part) => part.split(/[_:=]/)[0])));
  const kin: Readonly<Record<string, string>> = {
    background: "b",
    height: "h",
    brightness: "modulate",
    lightness: "hue",
  };
  expect(Object.keys(words).filter((name) => !seen.has(name) && !seen.has(kin[name]))).toEqual([]);
  expect(Object.keys(makers).toSorted()).toEqual(Object.keys(words).toSorted());
});

test.each(rows)("%s", (modifiers, steps, encode = {}) => {
  const { plan } = read(modifiers);
  expect(plan).toEqual(checkPlan({ source, steps, encode: { format: "same", background: "000000ff", ...encode } }));
});

describe("sources", () => {
  test.each<[string, object]>([
    [id, source],
    ["a.jpg", { kind: "name", names: ["a.jpg"] }],
    ["//a//".slice(0, 3), { kind: "name", names: ["a"] }],
    ["photos/a%20b.jpg", { kind: "name", names: ["photos/a b.jpg"] }],
    ["photos%2Fa.jpg", { kind: "name", names: ["photos/a.jpg"] }],
    [`${id}/a.jpg`, { kind: "name", names: [`${id}/a.jpg`] }],
    ["u%CC%88.jpg", { kind: "name", names: ["\u00fc.jpg"] }],
    ["https://x.test/a.jpg", { kind: "url", url: "https://x.test/a.jpg" }],
    ["https:/x.test/a.jpg", { kind: "url", url: "https://x.test/a.jpg" }],
    ["HTTP://x.test/a.jpg", { kind: "url", url: "http://x.test/a.jpg" }],
    ["https%3A%2F%2Fx.test%2Fa%20b.jpg%3Fc%3D1%26d", { kind: "url", url: "https://x.test/a%20b.jpg?c=1&d" }],
    ["https://x.test/a%2520b.jpg", { kind: "url", url: "https://x.test/a%20b.jpg" }],
  ])("%s", (raw, expected) =>
    expect(dialect.parse({ path: `/_ipx/_/${raw}`, query: "v=1" }).plan.source).toEqual(expected),
  );

  test.each([
    ["/_ipx/_/", "FILE_ID_MISSING"],
    ["/_ipx/_", "FILE_ID_MISSING"],
    ["/_ipx//a.jpg", "TARGET_INVALID"],
    ["/_ipx/_//", "FILE_ID_MISSING"],
    ["/_ipx/_/..", "TARGET_INVALID"],
    ["/_ipx/_/a/../b", "TARGET_INVALID"],
    ["/_ipx/_/%2e%2e/b", "TARGET_INVALID"],
    ["/_ipx/_/a%5cb", "TARGET_INVALID"],
    ["/_ipx/_/a%00", "TARGET_INVALID"],
    ["/_ipx/_/a%zz", "TARGET_INVALID"],
    ["/_ipx/_/a%0ab", "TARGET_INVALID"],
    ["/_ipx/_/a%3Fb", "TARGET_INVALID"],
    ["/_ipx/_/http://", "TARGET_INVALID"],
    ["/_ipx/_/http://a%0a.test/", "TARGET_INVALID"],
    ["/_ipx/_/http://u:p@x.test/", "PLAN_INVALID"],
    ["/other/_/a", "TARGET_INVALID"],
  ])("%s is refused", (path, code) => expect(codeOf(() => dialect.parse({ path, query: "" }))).toBe(code));
});

describe("notices", () => {
  test.each<[string, RegExp]>([
    ["foo_1", /no modifier "foo"/],
    ["__proto___1,toString", /"toString"/],
    ["flip_false", /flip takes no value/],
    ["kernel_cubic,w_3", /kernel has no effect/],
    ["kernel_mks2013,s_3", /lanczos3 is used/],
    ["fit_inside,w_3", /fit has no effect/],
    ["enlarge", /enlarge has no effect/],
    ["grayscale,tint_red", /tint has no effect/],
    ["f_bmp", /the source's format is kept/],
    ["rotate_90,resize_3x2,fit_contain", /turned first/],
  ])("%s", (modifiers, text) => expect(read(modifiers).notices?.join()).toMatch(text));

  test("unknown modifiers are refused when strict", () => {
    const strict = ipx({ strict: true }).create(host);
    const asked = { path: "/_ipx/foo_1,w_3/a", query: "" };
    expect(errorOf(() => strict.parse(asked))).toMatchObject({
      code: "OPERATION_UNKNOWN",
      detail: { hint: 'there is no modifier "foo"' },
    });
  });
});
