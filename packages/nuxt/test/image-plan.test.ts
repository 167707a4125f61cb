import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIntaglio } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import { afterAll, expect, test } from "vitest";
import { imageKey, type ImageModifiers } from "../src/runtime/image-key.ts";
import { toPlan } from "../src/runtime/image-plan.ts";

const id = "6f6e6c79-2074-4573-a420-64617461aa01";
const folder = mkdtempSync(join(tmpdir(), "intaglio-nuxt-"));
const media = createIntaglio({
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({})],
  data: folder,
});
afterAll(async () => {
  await media.close();
  rmSync(folder, { recursive: true, force: true });
});
const path = (modifiers: ImageModifiers): string =>
  media.url(id, toPlan(modifiers) as never, { signed: false }).slice(`/${id}`.length);

test.for<[modifiers: ImageModifiers, path: string]>([
  [{ width: 300 }, "/-/stretch/off/-/resize/300x/"],
  [{ height: "200" }, "/-/stretch/off/-/resize/x200/"],
  [{ width: 300, height: 200 }, "/-/scale_crop/300x200/center/"],
  [{ width: "300px", height: 199.6, fit: "cover" }, "/-/scale_crop/300x200/center/"],
  [{ width: 300, height: 200, fit: "inside" }, "/-/preview/300x200/"],
  [{ width: 300, height: 200, fit: "contain" }, "/-/preview/300x200/"],
  [{ width: 300, height: 200, fit: "fill" }, "/-/resize/300x200/"],
  [{ width: 300, format: "jpg" }, "/-/stretch/off/-/resize/300x/-/format/jpeg/"],
  [{ width: 10, height: 10, quality: 50, blur: 3 }, "/-/scale_crop/10x10/center/-/blur/30/-/quality/lighter/"],
  [{ width: undefined, height: null, fit: "", format: "webp", quality: 100 }, "/-/format/webp/-/quality/best/"],
])("%j is %s", ([modifiers, expected]) => {
  expect(path(modifiers)).toBe(expected);
});

test("a preset is its name", () => {
  expect(toPlan({ plan: "thumb", width: 300 })).toBe("thumb");
});

test.for<[modifiers: ImageModifiers, message: string]>([
  [{ rotate: 90 }, "the modifier rotate must be one of width, height, fit, format, quality, blur, plan"],
  [{ width: 0 }, "the modifier width must be a number from 1 to 100000"],
  [{ height: "tall" }, "the modifier height must be a number from 1 to 100000"],
  [{ width: { deep: 1 } }, "the modifier width must be a number from 1 to 100000"],
  [{ width: 1, height: 1, fit: "squeeze" }, "the modifier fit must be one of cover, contain, inside, fill"],
  [{ format: "bmp" }, "the modifier format must be one of auto, jpeg, jpg, png, webp, avif, gif"],
  [{ quality: 101 }, "the modifier quality must be a number from 1 to 100"],
  [{ blur: -1 }, "the modifier blur must be a number from 0.3 to 1000"],
])("%j is refused: %s", ([modifiers, message]) => {
  expect(() => toPlan(modifiers)).toThrow(message);
});

test("a key does not depend on order or on what is not set", () => {
  expect(imageKey("id", { width: 1, height: 2, fit: undefined })).toBe(imageKey("id", { height: "2", width: "1" }));
  expect(imageKey("id", { a: "1&b=2" })).not.toBe(imageKey("id", { a: 1, b: 2 }));
});
