/** Addresses as other people's builders write them, with options drawn at random from what they document. */
import nuxtProvider from "@nuxt/image/runtime/providers/cloudflare";
import nuxtHostedProvider from "@nuxt/image/runtime/providers/cloudflareimages";
import { generate, type CloudflareOperations } from "unpic/providers/cloudflare";
import { generate as generateHosted, type CloudflareImagesOperations } from "unpic/providers/cloudflare_images";
import { describe, expect, test } from "vitest";
import { pick, seeded, whole } from "../uploadcare/fixture.ts";
import { codeOf, hash, hosted, id } from "./fixture.ts";

type Random = () => number;
const side = (random: Random): number => whole(random, 1, 3000);
const pictures = [
  [id, { kind: "file", id }],
  ["/photos/a%20b.jpg", { kind: "name", names: ["photos/a b.jpg"] }],
  ["https://x.test/a.jpg", { kind: "url", url: "https://x.test/a.jpg" }],
  ["https://x.test/a%20b.jpg?b=1&c=2", { kind: "url", url: "https://x.test/a%20b.jpg?b=1&c=2" }],
] as const;

/** An address as it arrives: bytes beyond ASCII encoded, the query apart. */
function arrived(url: string): { path: string; query: string } {
  const { pathname, search } = new URL(url, "https://zone.test");
  return { path: pathname, query: search.slice(1) };
}

/** Parses an address and says it again: both mean the same picture. */
function expectSound(url: string, source: object): void {
  const { notices: _, ...delivery } = hosted.parse(arrived(url));
  expect(delivery.plan.source, url).toEqual(source);
  expect(hosted.parse({ path: hosted.format(delivery), query: "" }), url).toEqual(delivery);
}

/** Each key by chance. */
function some<Options extends object>(random: Random, options: Options): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(() => random() < 0.3)) as Partial<Options>;
}

const fits = ["scale-down", "contain", "cover", "crop", "pad"] as const;
/** What unpic documents. */
const operations = (random: Random): CloudflareOperations =>
  some(random, {
    width: side(random),
    height: side(random),
    quality: whole(random, 1, 100),
    format: pick(random, ["auto", "json", "webp", "avif", "jpeg", "jpg", "png"] as const),
    anim: random() < 0.5,
    background: pick(random, ["red", "#ff0000", "rgb(1,2,3)", "rgba(1, 2, 3, 0.5)", "hsl(120 100% 25%)"]),
    blur: whole(random, 1, 250),
    brightness: pick(random, [0.5, 1.5]),
    compression: "fast" as const,
    contrast: pick(random, [0.5, 1.5]),
    dpr: pick(random, [1, 1.5, 2, 3]),
    fit: pick(random, fits),
    gamma: pick(random, [0.5, 2]),
    gravity: pick(random, ["auto", "left", "right", "top", "bottom", "face", "0.5x0.2"]),
    metadata: pick(random, ["keep", "copyright", "none"] as const),
    onerror: "redirect" as const,
    rotate: pick(random, [90, 180, 270] as const),
    sharpen: whole(random, 0, 10),
  });

describe("unpic", () => {
  test("2,000 sets of options", () => {
    const random = seeded(31);
    for (let run = 0; run < 2000; run++) {
      const [src, source] = pick(random, pictures);
      expectSound(generate(src, operations(random), { domain: pick(random, ["zone.test", "cdn.test"]) }), source);
    }
  });
  test("2,000 of hosted pictures", () => {
    const random = seeded(32);
    for (let run = 0; run < 2000; run++) {
      const { format, ...options } = operations(random);
      const given = { ...options, ...(format && format !== "json" && format !== "jpg" && { format }) };
      const url = generateHosted("", given as CloudflareImagesOperations, {
        host: pick(random, ["imagedelivery.net", "zone.test"]),
        accountHash: hash,
        imageId: id,
      });
      expectSound(url, { kind: "file", id });
    }
  });
  test("cover with one side scales", () =>
    expect(hosted.parse(arrived(generate("/a.jpg", { width: 300 })))).toMatchObject({
      plan: {
        steps: [{ op: "orient" }, { op: "resize", width: 300, mode: "inside", enlarge: "allow" }],
        encode: { format: "auto" },
      },
      notices: [/fit=cover needs/].map((text) => expect.stringMatching(text)),
    }));

  test.each<[object, string, string]>([
    [{ trim: { top: 5 } }, "PLAN_INVALID", "it writes an object as [object Object]"],
    [{ border: { color: "red", width: 5 } }, "OPERATION_UNKNOWN", "it writes an object as [object Object]"],
    [{ format: "gif" }, "PLAN_INVALID", "the service does not write GIF when asked"],
  ])("%j is refused with %s: %s", (given, code) =>
    expect(codeOf(() => hosted.parse(arrived(generate("/a.jpg", given))))).toBe(code),
  );
});

/** What @nuxt/image documents, for all providers and for these. */
const modifiers = (random: Random): object =>
  some(random, {
    width: side(random),
    height: side(random),
    quality: whole(random, 1, 100),
    format: pick(random, ["webp", "avif", "jpeg", "png", "auto", "json"]),
    fit: pick(random, ["cover", "contain", "fill", "inside", "outside"]),
    background: pick(random, ["red", "#ff0000"]),
    blur: whole(random, 1, 250),
    dpr: pick(random, [1, 2]),
    gravity: pick(random, ["auto", "face", "left", "0.5x0.2"]),
    sharpen: whole(random, 0, 10),
    rotate: pick(random, [90, 180, 270]),
    brightness: 1.2,
    contrast: 0.8,
    gamma: 2,
    saturation: 0,
    anim: pick(random, ["true", "false"]),
    metadata: pick(random, ["copyright", "keep", "none"]),
    onerror: "redirect",
    compression: "fast",
    flip: pick(random, ["h", "v", "hv"]),
    zoom: 0.5,
    segment: "foreground",
  });

describe("@nuxt/image", () => {
  const { getImage } = nuxtProvider();
  const { getImage: getHosted } = nuxtHostedProvider();
  const ask = (src: string, given: object): string =>
    getImage(src, { modifiers: { ...given } }, undefined as never).url;
  const askHosted = (given: object): string =>
    getHosted(id, { modifiers: { ...given }, accountHash: hash }, undefined as never).url;

  test("2,000 sets of modifiers", () => {
    const random = seeded(33);
    for (let run = 0; run < 2000; run++) {
      const [src, source] = pick(random, pictures);
      expectSound(ask(src, { width: side(random), ...modifiers(random) }), source);
    }
  });
  test("2,000 of hosted pictures", () => {
    const random = seeded(34);
    for (let run = 0; run < 2000; run++) expectSound(askHosted(modifiers(random)), { kind: "file", id });
  });
  test("a variant goes before other modifiers, and there is always one", () => {
    expect(arrived(askHosted({ variant: "thumb", width: 5 })).path).toBe(`/${hash}/${id}/thumb`);
    expect(hosted.parse(arrived(askHosted({}))).plan.steps[1]).toMatchObject({ width: 1366 });
  });

  test.each<[string, object]>([
    ["cover", { mode: "cover", enlarge: "allow" }],
    ["contain", { mode: "inside", enlarge: "allow" }],
    ["fill", { mode: "inside", enlarge: "never" }],
    ["outside", { mode: "cover", enlarge: "never" }],
    ["inside", { mode: "pad", enlarge: "allow" }],
  ])("its fit %s", (fit, step) =>
    expect(hosted.parse(arrived(ask("/a.jpg", { width: 3, height: 2, fit }))).plan.steps[1]).toMatchObject(step),
  );

  test.each<[object, string, string]>([
    [{ gravity: "side" }, "PLAN_INVALID", "the service has no such gravity"],
    [{ format: "jpg" }, "PLAN_INVALID", "the service calls it jpeg"],
    [{ format: "gif" }, "PLAN_INVALID", "the service does not write GIF when asked"],
    [{ format: "svg" }, "OPERATION_UNSUPPORTED", "not written here"],
    [{ background: "rgb(1,2,3)" }, "PLAN_INVALID", "it leaves commas as they are, which the service forbids"],
    [{ enlarge: true }, "OPERATION_UNKNOWN", "a modifier of ipx"],
  ])("%j is refused with %s: %s", (given, code) =>
    expect(codeOf(() => hosted.parse(arrived(ask("/a.jpg", given))))).toBe(code),
  );
});
