/** Every operation with the least, the largest and the oddest arguments, on odd pictures: done or refused, never a failure. */
import { operations } from "@intaglio/contract";
import { IntaglioError, type PlanPart } from "intaglio";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";
import { pick, seeded } from "./support/random.ts";

const plans = 500;
const random = seeded(20_261_126);
const blank = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } });

let server: TestMedia;
const ids: string[] = [];
beforeAll(async () => {
  server = await createTestMedia({ render: { renderer: "inline" } });
  const frames = await Promise.all(
    [1, 2, 3].map(async (seed) =>
      sharp(await makePhoto(60, 40, seed))
        .raw()
        .toBuffer(),
    ),
  );
  const film = { raw: { width: 60, height: 120, channels: 3, pageHeight: 40 } } as const;
  for (const bytes of [
    await makePhoto(64, 48, 1),
    await blank(1, 1, "#ff000080").png().toBuffer(),
    await blank(700, 1, "teal").webp().toBuffer(),
    await blank(1, 700, "teal").tiff().toBuffer(),
    await blank(90, 60, "#00000000").png().toBuffer(),
    await sharp(await makePhoto(80, 50, 4))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
    await sharp(await makePhoto(50, 50, 5))
      .toColourspace("b-w")
      .png({ palette: true, colours: 4 })
      .toBuffer(),
    await sharp(Buffer.concat(frames), film).gif().toBuffer(),
  ])
    ids.push(await server.upload(bytes));
});
afterAll(() => server.close());

const anchors = [
  { kind: "named", at: "top-left" },
  { kind: "named", at: "bottom" },
  { kind: "point", x: 1, y: 0, align: "center" },
  { kind: "offset", x: -9, y: 500 },
  { kind: "detect", by: ["entropy"], otherwise: "center" },
];

/** A number at an end of its range, in its middle, or small. */
function numberWithin(least: number, most: number): number {
  const value = pick(random, [least, most, (least + most) / 2, 0, 1, random() * 50, least + random() * (most - least)]);
  return Math.min(most, Math.max(least, value));
}

/** A value of what a field says it expects; undefined where nothing fits. */
function valueFor(name: string, expected: string): unknown {
  const [, kind, least = "0", most = "0"] =
    /^(a whole number|a number|whole pixels) from (\S+) to (-?[\d.]+)/.exec(expected) ?? [];
  if (kind !== undefined && expected.includes("fraction") && random() < 0.2)
    return { fraction: pick(random, [0.0001, 0.5, 1]) };
  // Larger pictures are refused by their size: that is tested elsewhere.
  const reach = kind === "a number" ? Infinity : 300;
  if (kind !== undefined) {
    const value = numberWithin(Math.max(Number(least), -reach), Math.min(Number(most), reach));
    return kind === "a number" ? value : Math.round(value);
  }
  if (expected.startsWith("one of ")) return pick(random, expected.slice("one of ".length).split(", "));
  if (expected === "true or false") return random() < 0.5;
  if (expected.startsWith("a colour")) return pick(random, ["ffffff", "00000000", "ff000080"]);
  if (expected.startsWith("a ratio"))
    return pick(random, [
      [1, 1],
      [0.0001, 10_000],
      [10_000, 1],
    ]);
  if (expected.startsWith("four radii")) return [0, 8192, { fraction: 0.5 }, 3];
  const [, lengths = "", low = "", high = ""] =
    /^a list of ([\d or]+) numbers from (\S+) to (-?[\d.]+)/.exec(expected) ?? [];
  if (lengths !== "")
    return Array.from({ length: Number(pick(random, lengths.split(" or "))) }, () =>
      numberWithin(Number(low), Number(high)),
    );
  if (expected.startsWith("2 to 10 stops"))
    return [
      { at: 0, color: "000000" },
      { at: 1, color: "ff0000" },
    ];
  if (expected.startsWith("a named place")) return pick(random, anchors);
  if (name === "layer")
    return pick(random, [
      { kind: "self" },
      { kind: "file", id: pick(random, ids) },
      { kind: "color", color: "ff000080", width: 9, height: 300 },
    ]);
  return undefined;
}

function stepOf(op: keyof typeof operations): PlanPart {
  const fields = Object.entries(operations[op].fields).filter(
    ([, { presence }]) => presence === "required" || random() < 0.4,
  );
  const given = fields.map(([name, { expected }]) => [name, valueFor(name, expected)]);
  return { op, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) } as PlanPart;
}

test("plans of any steps are done, or refused for what they ask", { timeout: 120_000 }, async () => {
  const names = Object.keys(operations) as (keyof typeof operations)[];
  const done = new Set<string>();
  const failures: string[] = [];
  for (let run = 0; run < plans; run += 1) {
    const ops = [names[run % names.length] ?? "blur", ...(random() < 0.5 ? [pick(random, names)] : [])];
    const format = pick(random, ["avif", "webp", "jpeg", "png", "gif"] as const);
    const parts = [...ops.map(stepOf), { op: "encode", encode: { format } } as const];
    try {
      await server.media.bake(pick(random, ids), parts);
      for (const op of ops) done.add(op);
    } catch (error) {
      const refused = error instanceof IntaglioError && error.status === 400;
      if (!refused) failures.push(`${String(error)}: ${JSON.stringify(parts)}`);
    }
  }
  expect(failures).toEqual([]);
  // Without a detector there is nothing to tell a subject by.
  expect(names.filter((name) => !done.has(name))).toEqual(["segment"]);
});
