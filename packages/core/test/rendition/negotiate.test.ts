import { checkEncode, type EncodeInput, type ImageFacts } from "@intaglio/contract";
import { expect, test } from "vitest";
import { negotiate } from "../../src/rendition/negotiate.ts";

const photo = { format: "jpeg", pages: 1, hasAlpha: false, colorMode: "RGB" } as ImageFacts;
const alpha = { format: "png", pages: 1, hasAlpha: true, colorMode: "RGBA" } as ImageFacts;
const drawing = { format: "png", pages: 1, hasAlpha: false, colorMode: "P" } as ImageFacts;
const gif = { format: "gif", pages: 9, hasAlpha: true, colorMode: "P" } as ImageFacts;
const scan = { format: "tiff", pages: 1, hasAlpha: false, colorMode: "CMYK" } as ImageFacts;
const chrome = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
const small = { width: 800, height: 600 };
const large = { width: 2000, height: 1500 };

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
  ["a scan without modern formats", {}, scan, small, null, "jpeg"],
  ["an animation for a modern browser: AVIF would lose its frames", {}, gif, small, chrome, "webp"],
  ["an animation for an old one", {}, gif, small, null, "gif"],
  ["the first frame of an animation", { animated: false }, gif, small, chrome, "avif"],
  ["the first frame for an old browser", { animated: false }, gif, small, null, "png"],
  ["what the plan does not allow", { allowed: ["jpeg", "png"] }, photo, small, chrome, "jpeg"],
  ["the nearest of JPEG and PNG for a GIF", { format: "same", allowed: ["jpeg", "png"] }, gif, small, chrome, "png"],
  ["the same as the source", { format: "same" }, gif, small, chrome, "gif"],
  ["the same as a TIFF", { format: "same" }, scan, small, chrome, "jpeg"],
  ["a fixed format", { format: "png" }, photo, small, chrome, "png"],
] as const)("%s", (_, encode, image, size, accept, format) => {
  expect(negotiate(checkEncode(encode as EncodeInput), image, size, accept)).toBe(format);
});
