import type { EncodeInput, OutputFormat, QualityName } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { distance, pixels, plain, rendered, scene } from "./pictures.ts";
import { photo } from "./photos.ts";

const formats = ["avif", "webp", "jpeg", "png", "gif"] as const;

test.each(formats)("%s is written", async (format) => {
  const result = await rendered(await scene(80, 60).png().toBuffer(), [], { format });
  const header = await sharp(result.bytes).metadata();
  expect(header).toMatchObject({ width: 80, height: 60, format: format === "avif" ? "heif" : format });
  expect(result).toMatchObject({ width: 80, height: 60, pages: 1 });
});

describe("qualities", () => {
  // The whole table is measured in docs/decisions/encoder-settings.md; one photograph keeps it honest.
  const share: Readonly<Record<QualityName, readonly [number, number]>> = {
    lightest: [0.4, 0.6],
    lighter: [0.7, 0.88],
    normal: [1, 1],
    smart: [1, 1],
    better: [1.12, 1.4],
    best: [1.45, 2],
  };
  test.each(["avif", "webp", "jpeg"] as const)("%s: names order sizes as promised", async (format) => {
    const bytes = await photo("meadow");
    const size = async (quality: EncodeInput["quality"]): Promise<number> =>
      (await rendered(bytes, [{ op: "resize", width: 600 }], { format, quality })).bytes.length;
    const normal = await size("normal");
    for (const [name, [least, most]] of Object.entries(share)) {
      const ratio = (await size(name as QualityName)) / normal;
      expect(ratio, name).toBeGreaterThanOrEqual(least);
      expect(ratio, name).toBeLessThanOrEqual(most);
    }
    expect(await size(5)).toBeLessThan(await size("lightest"));
  });

  test("a quality below normal gives PNG fewer colours, a normal one none", async () => {
    const bytes = await scene(120, 90).png().toBuffer();
    const palette = async (quality: QualityName): Promise<boolean> =>
      (await sharp((await rendered(bytes, [], { format: "png", quality })).bytes).metadata()).isPalette;
    expect(await palette("lighter")).toBe(true);
    expect(await palette("normal")).toBe(false);
  });
});

describe("lossless", () => {
  test.each(["png", "webp"] as const)("%s keeps every pixel", async (format) => {
    const bytes = await scene(90, 70, { alpha: true }).png().toBuffer();
    const result = await rendered(bytes, [], { format, lossless: true });
    expect((await distance(result.bytes, bytes)).most).toBeLessThan(1e-9);
  });

  test("avif is as near as its colours allow", async () => {
    const bytes = await scene(90, 70).png().toBuffer();
    expect(
      (await distance((await rendered(bytes, [], { format: "avif", lossless: true })).bytes, bytes)).mean,
    ).toBeLessThan(1.5);
  });
});

describe("transparency", () => {
  const half = scene(64, 64, { alpha: true }).png().toBuffer();
  test("JPEG shows the background, white by default", async () => {
    const clear = await sharp({
      create: { width: 32, height: 32, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const at = async (settings: { background?: string }): Promise<number[]> =>
      (await pixels((await rendered(clear, [{ op: "resize", width: 16 }], { format: "jpeg", ...settings })).bytes)).at(
        8,
        8,
      );
    expect(await at({})).toEqual([255, 255, 255, 255]);
    expect(await at({ background: "ff0000" })).toEqual([254, 0, 0, 255]);
  });

  test.each<OutputFormat>(["png", "webp", "avif"])("%s keeps it", async (format) => {
    const result = await rendered(await half, [{ op: "resize", width: 32 }], { format });
    expect((await sharp(result.bytes).metadata()).hasAlpha).toBe(true);
  });
});

test.each(["jpeg", "png"] as const)("%s is progressive on demand only", async (format) => {
  const bytes = await scene(80, 60).png().toBuffer();
  for (const progressive of [true, false])
    expect(await sharp((await rendered(bytes, [], { format, progressive })).bytes).metadata()).toMatchObject({
      isProgressive: progressive,
    });
});

describe("metadata", () => {
  const exif = {
    IFD0: { Copyright: "(c) Ada", Artist: "Ada", Make: "Brownie" },
    IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" },
  };
  const source = scene(80, 60)
    .withExif(exif)
    .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret</x:xmpmeta>")
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const text = async (
    metadata: EncodeInput["metadata"],
    format: OutputFormat,
    steps: Parameters<typeof rendered>[1] = [],
  ): Promise<string> => {
    const {
      exif: block,
      xmp,
      iptc,
      icc,
      orientation,
    } = await sharp((await rendered(await source, steps, { format, metadata })).bytes).metadata();
    expect([xmp, iptc, icc]).toEqual([undefined, undefined, undefined]);
    expect(orientation ?? 1).toBe(1);
    return block?.toString("latin1") ?? "";
  };

  test.each(formats)("%s carries none by default", async (format) => {
    const { bytes } = await rendered(await source, [], { format });
    expect(await text("none", format)).toBe("");
    for (const word of ["Brownie", "Ada", "secret", "Exif", "ICC_PROFILE"])
      expect(bytes.includes(word), word).toBe(false);
  });

  test.each(["jpeg", "webp", "avif", "png"] as const)(
    "%s can keep EXIF, with the orientation reset",
    async (format) => {
      for (const steps of [[], [{ op: "orient" }, { op: "blur", sigma: 1 }, { op: "resize", width: 20 }]] as const) {
        const kept = await text("keep", format, steps);
        expect(kept).toContain("Brownie");
        expect(kept).toContain("(c) Ada");
      }
    },
  );

  test.each(["jpeg", "webp"] as const)("%s can keep the copyright alone", async (format) => {
    const kept = await text("copyright", format, [
      { op: "blur", sigma: 1 },
      { op: "resize", width: 20 },
    ]);
    expect(kept).toContain("(c) Ada");
    expect(kept).not.toContain("Brownie");
  });

  test("a picture without EXIF stays without", async () => {
    for (const metadata of ["keep", "copyright"] as const)
      expect(
        (
          await sharp(
            (await rendered(await plain(20, 20).png().toBuffer(), [], { format: "jpeg", metadata })).bytes,
          ).metadata()
        ).exif,
      ).toBeUndefined();
  });
});
