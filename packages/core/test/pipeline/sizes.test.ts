/** Sizes worked out by hand: what each mode of `resize` comes to, and that the picture really has that size. */
import type { StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { jobFor, oriented, plain, rendered } from "./pictures.ts";

type Size = `${number}x${number}`;
/** For enlarge never + clamp, never + keep-aspect, never + leave, allow, only. */
type Row = readonly [
  mode: "inside" | "outside" | "cover" | "force" | "pad",
  box: Size,
  clamp: Size,
  aspect: Size,
  leave: Size,
  allow: Size,
  only: Size,
];

// The source is 400x300. A box smaller, larger, larger on one side only (either), and of the same ratio.
const table: readonly Row[] = [
  ["inside", "200x200", "200x150", "200x150", "200x150", "200x150", "400x300"],
  ["inside", "800x900", "400x300", "400x300", "400x300", "800x600", "800x600"],
  ["inside", "600x200", "267x200", "267x200", "267x200", "267x200", "400x300"],
  ["inside", "100x500", "100x75", "100x75", "100x75", "100x75", "400x300"],
  ["inside", "500x310", "400x300", "400x300", "400x300", "413x310", "413x310"],
  ["outside", "200x200", "267x200", "267x200", "267x200", "267x200", "400x300"],
  ["outside", "800x900", "400x300", "400x300", "400x300", "1200x900", "1200x900"],
  ["outside", "600x200", "400x300", "400x300", "400x300", "600x450", "600x450"],
  ["outside", "100x500", "400x300", "400x300", "400x300", "667x500", "667x500"],
  ["outside", "390x100", "390x293", "390x293", "390x293", "390x293", "400x300"],
  ["cover", "200x200", "200x200", "200x200", "200x200", "200x200", "200x200"],
  ["cover", "800x900", "400x300", "267x300", "400x300", "800x900", "800x900"],
  ["cover", "600x200", "400x200", "400x133", "400x300", "600x200", "600x200"],
  ["cover", "100x500", "100x300", "60x300", "400x300", "100x500", "100x500"],
  ["cover", "800x600", "400x300", "400x300", "400x300", "800x600", "800x600"],
  ["force", "200x200", "200x200", "200x200", "200x200", "200x200", "400x300"],
  ["force", "800x900", "400x300", "267x300", "400x300", "800x900", "800x900"],
  ["force", "600x200", "400x200", "400x133", "400x300", "600x200", "600x300"],
  ["force", "100x500", "100x300", "60x300", "400x300", "100x500", "400x500"],
  ["pad", "200x200", "200x200", "200x200", "200x200", "200x200", "400x300"],
  ["pad", "800x900", "800x900", "800x900", "800x900", "800x900", "800x900"],
  ["pad", "600x200", "600x200", "600x200", "600x200", "600x200", "600x300"],
  ["pad", "100x500", "100x500", "100x500", "100x500", "100x500", "400x500"],
];

/** One side: every mode does the same. Half up: 400x300 at width 150 is 112.5 high. */
const oneSided: readonly (readonly [side: "width" | "height", pixels: number, never: Size, allow: Size, only: Size])[] =
  [
    ["width", 200, "200x150", "200x150", "400x300"],
    ["width", 150, "150x113", "150x113", "400x300"],
    ["width", 800, "400x300", "800x600", "800x600"],
    ["height", 100, "133x100", "133x100", "400x300"],
    ["height", 1, "1x1", "1x1", "400x300"],
    ["height", 450, "400x300", "600x450", "600x450"],
  ];

const modes = ["inside", "outside", "cover", "force", "pad"] as const;
const columns = [
  { enlarge: "never", whenSmall: "clamp" },
  { enlarge: "never", whenSmall: "keep-aspect" },
  { enlarge: "never", whenSmall: "leave" },
  { enlarge: "allow", whenSmall: "clamp" },
  { enlarge: "only", whenSmall: "clamp" },
] as const;

const source = await plain(400, 300).png().toBuffer();

async function check(bytes: Buffer, steps: StepInput[], expected: Size): Promise<void> {
  const job = await jobFor(bytes, steps, { format: "png" });
  const size = frameSizes(job.steps, job.image).at(-1);
  expect(`${size?.width}x${size?.height}`).toBe(expected);
  const result = await rendered(bytes, steps, { format: "jpeg" });
  expect(`${result.width}x${result.height}`).toBe(expected);
}

describe.each(table)("%s into %s", (mode, box, ...expected) => {
  const [width, height] = box.split("x").map(Number) as [number, number];
  test.each(columns.map((column, index) => [column.enlarge, column.whenSmall, expected[index] as Size] as const))(
    "enlarge %s, when small %s: %s",
    (enlarge, whenSmall, size) => check(source, [{ op: "resize", width, height, mode, enlarge, whenSmall }], size),
  );
});

describe.each(oneSided)("%s %i alone", (side, pixels, never, allow, only) => {
  test.each(modes)("%s", async (mode) => {
    for (const whenSmall of ["clamp", "keep-aspect", "leave"] as const)
      await check(source, [{ op: "resize", [side]: pixels, mode, enlarge: "never", whenSmall }], never);
    await check(source, [{ op: "resize", [side]: pixels, mode, enlarge: "allow" }], allow);
    await check(source, [{ op: "resize", [side]: pixels, mode, enlarge: "only" }], only);
  });
});

describe("EXIF orientation", () => {
  // Stored 400x300. Orientations 5 to 8 lie on their side: upright they are 300x400.
  test.each([
    [1, "200x150", "300x200"],
    [2, "200x150", "300x200"],
    [3, "200x150", "300x200"],
    [4, "200x150", "300x200"],
    [5, "200x267", "300x200"],
    [6, "200x267", "300x200"],
    [7, "200x267", "300x200"],
    [8, "200x267", "300x200"],
  ] as const)("%i", async (orientation, wide, covered) => {
    const bytes = await oriented(400, 300, orientation);
    await check(bytes, [{ op: "orient" }, { op: "resize", width: 200 }], wide);
    await check(
      bytes,
      [{ op: "orient" }, { op: "resize", width: 300, height: 200, mode: "cover", enlarge: "allow" }],
      covered,
    );
    // Not applied: the pixels stay as they are stored.
    await check(bytes, [{ op: "resize", width: 200 }], "200x150");
  });
});

describe("other steps", () => {
  test.each<[string, StepInput[], Size]>([
    ["crop at a place, cut to the picture", [{ op: "crop", x: 350, y: -50, width: 100, height: 100 }], "50x50"],
    ["crop at a place, filled", [{ op: "crop", x: 350, y: -50, width: 100, height: 100, outside: "f00" }], "100x100"],
    ["crop wholly outside, filled", [{ op: "crop", x: 900, y: 0, width: 60, height: 40, outside: "f00" }], "60x40"],
    ["crop larger than the picture at an anchor", [{ op: "crop", width: 500, height: 100 }], "400x100"],
    ["crop by fractions", [{ op: "crop", width: { fraction: 0.333 }, height: { fraction: 0.5 } }], "133x150"],
    ["crop by ratio", [{ op: "crop", aspect: [16, 9] }], "400x225"],
    ["crop by an upright ratio", [{ op: "crop", aspect: [1, 2] }], "150x300"],
    [
      "resize by fractions",
      [{ op: "resize", width: { fraction: 0.5 }, height: { fraction: 0.25 }, mode: "force" }],
      "200x75",
    ],
    ["a quarter turn", [{ op: "rotate", degrees: 90 }], "300x400"],
    ["a half turn", [{ op: "rotate", degrees: 180 }], "400x300"],
    ["an eighth of a turn", [{ op: "rotate", degrees: 45 }], "495x495"], // 700 / √2 = 494.97
    ["new canvas", [{ op: "extend", top: 1, right: 2, bottom: 3, left: 4 }], "406x304"],
    ["new canvas by ratio", [{ op: "extend", aspect: [1, 1] }], "400x400"],
    ["new canvas by a wide ratio", [{ op: "extend", aspect: [2, 1] }], "600x300"],
    [
      "a row of steps",
      [
        { op: "rotate", degrees: 90 },
        { op: "resize", width: 150 },
        { op: "extend", left: 10 },
        { op: "crop", aspect: [1, 1] },
      ],
      "160x160",
    ],
  ])("%s", (_, steps, expected) => check(source, steps, expected));
});
