import { checkEncode, type EncodeInput, type ImageFacts } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import {
  anybody,
  lowerForSavers,
  negotiate,
  readClient,
  type Client,
  type Wanted,
} from "../../src/rendition/negotiate.ts";

const small = { width: 800, height: 600 };
const large = { width: 2000, height: 1500 };

/** A picture of 800x600 that takes this many bytes. */
function picture(facts: Partial<ImageFacts>, bytes = 100_000, frames = facts.pages ?? 1): Wanted {
  const image = { pages: 1, hasAlpha: false, colorMode: "RGB", ...small, ...facts } as ImageFacts;
  return { image, bytes, size: small, frames };
}

const photo = picture({ format: "jpeg" });
const alpha = picture({ format: "png", hasAlpha: true, colorMode: "RGBA" }, 1_500_000);
const drawing = picture({ format: "png" }, 40_000);
const palette = picture({ format: "png", colorMode: "P" }, 400_000);
const photoInPng = picture({ format: "png" }, 1_000_000);
const gif = picture({ format: "gif", pages: 9, hasAlpha: true, colorMode: "P" });
const scan = picture({ format: "tiff", colorMode: "CMYK" });
const pages = picture({ format: "tiff", pages: 3 }, 100_000, 1);
const chrome = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";

const settle = (encode: EncodeInput, wanted: Wanted, client: Partial<Client>) =>
  negotiate(checkEncode(encode), wanted, { ...anybody, ...client });

test.each([
  ["a photo for a browser that takes AVIF", {}, photo, small, chrome, "avif"],
  ["a large photo: AVIF would take too long", {}, photo, large, chrome, "webp"],
  ["a photo for a browser that takes WebP", {}, photo, small, "image/webp,*/*", "webp"],
  ["a photo for a client that says nothing", {}, photo, small, null, "jpeg"],
  ["a photo for one that takes anything", {}, photo, small, "*/*", "jpeg"],
  ["a photo for one that refuses AVIF", {}, photo, small, "image/avif;q=0,image/webp", "webp"],
  ["a photo with an endless Accept", {}, photo, small, `image/avif,${"a/b,".repeat(200)}`, "jpeg"],
  ["transparency without modern formats", {}, alpha, small, null, "png"],
  ["a drawing without modern formats", {}, drawing, small, null, "png"],
  ["a picture with a palette without modern formats", {}, palette, small, null, "png"],
  ["a photo in a PNG without modern formats", {}, photoInPng, small, null, "jpeg"],
  ["the same as a photo in a PNG", { format: "same" }, photoInPng, small, null, "png"],
  ["a photo in an AVIF without modern formats", {}, picture({ format: "avif" }), small, null, "jpeg"],
  [
    "transparency in a WebP without modern formats",
    {},
    picture({ format: "webp", hasAlpha: true }),
    small,
    null,
    "png",
  ],
  ["a scan without modern formats", {}, scan, small, null, "jpeg"],
  ["an animation for a modern browser: AVIF would lose its frames", {}, gif, small, chrome, "webp"],
  ["an animation for an old one", {}, gif, small, null, "gif"],
  ["the first frame of an animation", { animated: false }, { ...gif, frames: 1 }, small, chrome, "avif"],
  ["the first frame for an old browser", { animated: false }, { ...gif, frames: 1 }, small, null, "png"],
  ["one page of a document", {}, pages, small, chrome, "avif"],
  ["what the plan does not allow", { allowed: ["jpeg", "png"] }, photo, small, chrome, "jpeg"],
  ["the nearest of JPEG and PNG for a GIF", { format: "same", allowed: ["jpeg", "png"] }, gif, small, chrome, "png"],
  ["the same as the source", { format: "same" }, gif, small, chrome, "gif"],
  ["the same as a TIFF", { format: "same" }, scan, small, chrome, "jpeg"],
  ["a fixed format", { format: "png" }, photo, small, chrome, "png"],
] as const)("%s", (_, encode, wanted, size, accept, format) => {
  const settled = settle(encode, { ...wanted, size }, { accept });
  expect(settled.encode.format).toBe(format);
});

describe("Vary names what mattered", () => {
  test.each([
    ["a photo", {}, photo, ["Accept"]],
    ["a fixed format", { format: "webp" }, photo, []],
    ["the source's format", { format: "same" }, photo, []],
    ["no modern format allowed", { allowed: ["jpeg", "png"] }, photo, []],
    ["nothing but one allowed", { allowed: ["webp"] }, photo, []],
    ["an animation that only GIF can hold", { allowed: ["avif", "gif"] }, gif, []],
    ["a picture too large for AVIF, without WebP", { allowed: ["avif", "jpeg"] }, { ...photo, size: large }, []],
    [
      "another quality for savers",
      { format: "webp", savingQuality: "lightest" },
      photo,
      ["Save-Data", "ECT", "RTT", "Downlink"],
    ],
    ["the same quality for savers", { format: "webp", quality: 50, savingQuality: 50 }, photo, []],
    ["both", { savingQuality: 30 }, photo, ["Accept", "Save-Data", "ECT", "RTT", "Downlink"]],
  ] as const)("%s", (_, encode, wanted, vary) => {
    for (const accept of [null, chrome, "image/webp"])
      expect(settle(encode as EncodeInput, wanted, { accept }).vary).toEqual(vary);
  });
});

test("who saves data gets the plan's quality for that", () => {
  const encode = { format: "webp", quality: "better", savingQuality: "lightest" } as const;
  expect(settle(encode, photo, { saves: true }).encode).toMatchObject({ quality: "lightest" });
  expect(settle(encode, photo, { saves: false }).encode).toMatchObject({ quality: "better" });
  expect(settle({ quality: "better" }, photo, { saves: true }).encode).toMatchObject({ quality: "better" });
});

test("a server may lower named qualities by one for who saves data", () => {
  const saved = (encode: EncodeInput) => lowerForSavers(checkEncode(encode)).savingQuality;
  expect(["best", "better", "normal", "smart", "lighter"].map((quality) => saved({ quality } as EncodeInput))).toEqual([
    "better",
    "normal",
    "lighter",
    "lighter",
    "lightest",
  ]);
  expect([saved({ quality: "lightest" }), saved({ quality: 70 })]).toEqual([undefined, undefined]);
  expect(saved({ quality: "best", savingQuality: 30 })).toBe(30);
});

test("pictures that come out alike have the same settings", () => {
  const plain = settle({ format: "webp", quality: "lightest" }, photo, {});
  const saved = settle({ savingQuality: "lightest", allowed: ["webp", "jpeg"] }, photo, {
    accept: chrome,
    saves: true,
  });
  expect(saved.encode).toEqual(plain.encode);
});

test("headers about the line are read only where a plan minds them", () => {
  const read: string[] = [];
  const header = (name: string): string | null => {
    read.push(name);
    return name === "save-data" ? "on" : null;
  };
  expect(readClient(checkEncode({}), header)).toEqual({ accept: null, saves: false });
  expect(read).toEqual(["accept"]);
  expect(readClient(checkEncode({ savingQuality: 40 }), header)).toEqual({ accept: null, saves: true });
});

test("settings that cannot show in the format do not tell two pictures apart", () => {
  const same = (wanted: Wanted, one: EncodeInput, other: EncodeInput) =>
    expect(settle(one, wanted, {}).encode).toEqual(settle(other, wanted, {}).encode);
  same(
    photo,
    { format: "webp" },
    { format: "webp", background: "000", progressive: true, colors: 9, loop: 2, animated: false },
  );
  same(photo, { format: "png" }, { format: "png", background: "000", chroma: "444", frameMs: 10 });
  same(photo, { format: "jpeg" }, { format: "jpeg", colors: 9, allowed: ["jpeg"] });
  const differ = (wanted: Wanted, one: EncodeInput, other: EncodeInput) =>
    expect(settle(one, wanted, {}).encode).not.toEqual(settle(other, wanted, {}).encode);
  differ(photo, { format: "jpeg" }, { format: "jpeg", background: "000" });
  differ(gif, { format: "webp" }, { format: "webp", loop: 2 });
  differ(gif, { format: "webp" }, { format: "webp", animated: false });
});
