/** Addresses as other people's builders write them, with options drawn at random from what they document. */
import nuxtProvider from "@nuxt/image/runtime/providers/ipx";
import nuxtStaticProvider from "@nuxt/image/runtime/providers/ipxStatic";
import { generate, type IPXOperations } from "unpic/providers/ipx";
import { describe, expect, test } from "vitest";
import { pick, seeded, whole } from "../uploadcare/fixture.ts";
import { codeOf, dialect, id } from "./fixture.ts";

type Random = () => number;
const side = (random: Random): number => whole(random, 1, 3000);
const pictures = [
  [id, { kind: "file", id }],
  ["/photos/a b.jpg", { kind: "name", names: ["photos/a b.jpg"] }],
  ["/photos/ü_1,2.jpg", { kind: "name", names: ["photos/ü_1,2.jpg"] }],
  ["https://x.test/a.jpg", { kind: "url", url: "https://x.test/a.jpg" }],
  ["https://x.test/a.jpg?b=1", { kind: "url", url: "https://x.test/a.jpg?b=1" }],
] as const;

/** Parses an address and says it again: both mean the same picture. */
function expectSound(url: string, source: object): void {
  const { notices: _, ...delivery } = dialect.parse({ path: url, query: "" });
  expect(delivery.plan.source, url).toEqual(source);
  expect(dialect.parse({ path: dialect.format(delivery), query: "" }), url).toEqual(delivery);
}

/** Each key by chance. */
function some<Options extends object>(random: Random, options: Options): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(() => random() < 0.25)) as Partial<Options>;
}

describe("unpic", () => {
  test("2,000 sets of options", () => {
    const random = seeded(21);
    for (let run = 0; run < 2000; run++) {
      const [src, source] = pick(random, pictures);
      const options: IPXOperations = some(random, {
        width: side(random),
        height: side(random),
        quality: whole(random, 1, 100),
        format: pick(random, ["jpg", "jpeg", "png", "webp", "avif", "auto"] as const),
        s: `${side(random)}x${side(random)}`,
        f: pick(random, ["webp", "auto"] as const),
      });
      expectSound(generate(src, options), source);
    }
  });
  test("two sides are a box, and the format is the client's", () =>
    expect(dialect.parse({ path: generate("/a.jpg", { width: 300, height: 200 }), query: "" }).plan).toMatchObject({
      steps: [{ op: "resize", width: 300, height: 200, mode: "cover", enlarge: "never" }],
      encode: { format: "auto" },
    }));
});

/** What @nuxt/image documents for ipx. */
const modifiers = (random: Random): object =>
  some<Record<string, string | number | boolean>>(random, {
    width: side(random),
    height: side(random),
    resize: `${side(random)}x${side(random)}`,
    quality: whole(random, 1, 100),
    format: pick(random, ["webp", "avif", "jpeg", "jpg", "png", "gif", "auto"]),
    fit: pick(random, ["cover", "contain", "fill", "inside", "outside"]),
    position: pick(random, ["top", "right top", "left bottom", "entropy", "center"]),
    background: pick(random, ["#ff0000", "fff", "red"]),
    enlarge: true,
    kernel: pick(random, ["nearest", "cubic", "lanczos3"]),
    trim: whole(random, 1, 100),
    extend: "10_10_10_10",
    extract: "1_2_30_40",
    rotate: pick(random, [90, 45, -90]),
    flip: true,
    flop: "true",
    sharpen: pick(random, [1, "1_2_3"]),
    median: 5,
    blur: whole(random, 1, 50),
    flatten: true,
    gamma: 2.2,
    negate: true,
    normalize: "1_99",
    threshold: 100,
    modulate: "1.2_0.8_90",
    tint: "#00DC82",
    grayscale: true,
    animated: true,
  });

describe.each([
  ["ipx", nuxtProvider()],
  ["ipxStatic", nuxtStaticProvider()],
])("@nuxt/image, %s", (_, { getImage }) => {
  // The provider reads the base of the app, and takes modifiers apart.
  const context = { options: { nuxt: { baseURL: "/" } } } as never;
  const ask = (src: string, given: object): string => getImage(src, { modifiers: { ...given } }, context).url;

  test("2,000 sets of modifiers", () => {
    const random = seeded(22);
    for (let run = 0; run < 2000; run++) {
      const [src, source] = pick(random, pictures);
      expectSound(ask(src, modifiers(random)), source);
    }
  });
  test("no modifiers", () => expect(ask("/a.jpg", {})).toBe("/_ipx/_/a.jpg"));
  test("two sides are a box", () =>
    expect(
      dialect.parse({ path: ask("/a.jpg", { width: 3, height: 2, fit: "inside" }), query: "" }).plan.steps,
    ).toMatchObject([{ op: "resize", width: 3, height: 2, mode: "inside" }]));

  test.each<[object, string, string]>([
    [{ background: "rgb(1,2,3)" }, "PLAN_INVALID", "it leaves commas as they are; ipx refuses it too"],
    [{ negate: "yes" }, "PLAN_INVALID", "ipx refuses it too"],
    [{ modulate: "{brightness:1}" }, "PLAN_INVALID", "an object has no spelling; ipx refuses it too"],
    [{ format: "tiff" }, "OPERATION_UNSUPPORTED", "not written here"],
    [{ format: "svg" }, "OPERATION_UNSUPPORTED", "not written here"],
  ])("%j is refused with %s: %s", (given, code) =>
    expect(codeOf(() => dialect.parse({ path: ask("/a.jpg", given), query: "" }))).toBe(code),
  );
});
