import type { ImageFacts, ImageFormat } from "@intaglio/contract";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { measurePicture } from "../../src/pipeline/render.ts";
import { oriented, plain, scene } from "./pictures.ts";

const measured = async (image: Sharp, format: ImageFormat): Promise<ImageFacts | null> =>
  measurePicture(await image.toFormat(format).toBuffer(), format);

test.each<ImageFormat>(["jpeg", "png", "webp", "gif", "avif", "tiff"])("a %s is measured", async (format) => {
  expect(await measured(plain(40, 30), format)).toEqual({
    format,
    width: 40,
    height: 30,
    pages: 1,
    orientation: 1,
    hasAlpha: format === "gif",
    colorMode: format === "gif" ? "P" : "RGB",
    dpi: format === "jpeg" ? [72, 72] : null,
    location: null,
    takenAt: null,
    interlaced: false,
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF orientation %i: sizes are upright", async (orientation) => {
  const upright = orientation >= 5 ? { width: 30, height: 40 } : { width: 40, height: 30 };
  expect(await measurePicture(await oriented(40, 30, orientation), "jpeg")).toMatchObject({ orientation, ...upright });
});

describe("colour modes, in Pillow's words", () => {
  test.each<[string, ImageFormat, () => Sharp]>([
    ["RGBA", "png", () => scene(20, 20, { alpha: true })],
    ["L", "png", () => scene(20, 20).toColourspace("b-w")],
    ["LA", "png", () => scene(20, 20, { alpha: true }).toColourspace("b-w")],
    ["P", "png", () => scene(20, 20).png({ palette: true })],
    ["CMYK", "jpeg", () => scene(20, 20).toColourspace("cmyk")],
    ["RGBA", "webp", () => scene(20, 20, { alpha: true })],
  ])("%s in a %s", async (colorMode, format, make) => {
    const bytes = await (colorMode === "P" ? make().toBuffer() : make().toFormat(format).toBuffer());
    expect(await measurePicture(bytes, format)).toMatchObject({ colorMode, hasAlpha: colorMode.endsWith("A") });
  });
});

test("what the camera wrote is read", async () => {
  const exif = {
    IFD2: { DateTimeOriginal: "2021:03:04 05:06:07" },
    IFD3: {
      GPSLatitudeRef: "S",
      GPSLatitude: "33/1 51/1 3060/100",
      GPSLongitudeRef: "E",
      GPSLongitude: "151/1 12/1 0/1",
    },
  };
  const bytes = await plain(20, 20).withExif(exif).withMetadata({ density: 300 }).jpeg().toBuffer();
  const facts = await measurePicture(bytes, "jpeg");
  expect(facts).toMatchObject({ takenAt: "2021-03-04T05:06:07", dpi: [300, 300] });
  expect(facts?.location?.latitude).toBeCloseTo(-33.8585, 4);
  expect(facts?.location?.longitude).toBeCloseTo(151.2, 4);
});

test("nonsense in EXIF counts as nothing", async () => {
  const exif = {
    IFD2: { DateTimeOriginal: "yesterday" },
    IFD3: { GPSLatitudeRef: "N", GPSLatitude: "999/1 0/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "1/0 0/0 0/0" },
  };
  expect(await measurePicture(await plain(20, 20).withExif(exif).jpeg().toBuffer(), "jpeg")).toMatchObject({
    takenAt: null,
    location: null,
  });
});

test("frames and interlacing are seen", async () => {
  const frames = sharp(Buffer.alloc(20 * 60 * 3, Buffer.from([1, 2, 3, 200])), {
    raw: { width: 20, height: 60, channels: 3, pageHeight: 20 },
  });
  expect(await measurePicture(await frames.gif({ keepDuplicateFrames: true }).toBuffer(), "gif")).toMatchObject({
    pages: 3,
    width: 20,
    height: 20,
  });
  for (const format of ["jpeg", "png"] as const)
    expect(
      await measurePicture(await scene(40, 40).toFormat(format, { progressive: true }).toBuffer(), format),
    ).toMatchObject({ interlaced: true });
});
