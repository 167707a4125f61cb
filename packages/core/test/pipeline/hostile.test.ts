/** Files that are not what they say, and files that are unusual but right. */
import { crc32, deflateSync } from "node:zlib";
import type { ImageFormat } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { measurePicture, renderPicture } from "../../src/pipeline/render.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { jobFor, pixels, plain, rendered, scene } from "./pictures.ts";

const refused = (code: string): unknown => expect.objectContaining({ code });

/** A PNG with hardly any data that claims a size. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("damaged files", () => {
  const photo = scene(800, 600).jpeg({ quality: 95 }).toBuffer();

  test.each([0.3, 0.7, 0.99])("a JPEG cut off after %d of it is never served", async (share) => {
    const whole = await photo;
    const part = whole.subarray(0, Math.floor(whole.length * share));
    await expect(rendered(part, [{ op: "resize", width: 100 }], { format: "webp" })).rejects.toThrow(
      refused("IMAGE_UNREADABLE"),
    );
    await expect(rendered(part, [], { format: "jpeg" })).rejects.toThrow(refused("IMAGE_UNREADABLE"));
  });

  test.each(["png", "webp", "gif", "avif", "tiff"] as const)(
    "a %s cut off in the middle is never served",
    async (format) => {
      const whole = await scene(400, 300).toFormat(format).toBuffer();
      const job = await jobFor(whole, [{ op: "resize", width: 50 }], { format: "jpeg" });
      await expect(renderPicture(job, whole.subarray(0, whole.length >> 1), defaultPixelLimits)).rejects.toThrow(
        refused("IMAGE_UNREADABLE"),
      );
    },
  );
});

describe("files that lie", () => {
  test.each<[string, ImageFormat, Buffer]>([
    ["text", "jpeg", Buffer.from("This is no picture.")],
    ["nothing", "png", Buffer.alloc(0)],
    ["an SVG", "png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>")],
    ["a signature alone", "jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
  ])("%s is no %s", async (_, format, bytes) => {
    expect(await measurePicture(bytes, format)).toBeNull();
  });

  test("a PNG is no JPEG", async () => {
    const bytes = await plain(10, 10).png().toBuffer();
    expect(await measurePicture(bytes, "jpeg")).toBeNull();
    const job = await jobFor(bytes, [], { format: "png" });
    await expect(
      renderPicture({ ...job, image: { ...job.image, format: "jpeg" } }, bytes, defaultPixelLimits),
    ).rejects.toThrow(refused("IMAGE_UNREADABLE"));
  });

  test("a header of 60,000 by 60,000 is measured, and refused before a pixel is made", async () => {
    const bytes = bomb(60_000, 60_000);
    expect(await measurePicture(bytes, "png")).toMatchObject({ width: 60_000, height: 60_000 });
    await expect(rendered(bytes, [{ op: "resize", width: 10 }])).rejects.toThrow(refused("IMAGE_TOO_LARGE"));
    // What the record says is not believed: the worker reads the header itself.
    const job = await jobFor(bytes, [], { format: "png" });
    await expect(
      renderPicture({ ...job, image: { ...job.image, width: 10, height: 10 } }, bytes, defaultPixelLimits),
    ).rejects.toThrow(refused("IMAGE_TOO_LARGE"));
  });
});

describe("unusual files", () => {
  test("CMYK becomes RGB", async () => {
    const bytes = await plain(40, 30, "#c02030").toColourspace("cmyk").jpeg().withIccProfile("cmyk").toBuffer();
    expect(await measurePicture(bytes, "jpeg")).toMatchObject({ colorMode: "CMYK" });
    const result = await rendered(bytes, [
      { op: "resize", width: 20 },
      { op: "extend", left: 5, color: "00f" },
    ]);
    const { at, width } = await pixels(result.bytes);
    expect(width).toBe(25);
    expect(at(2, 5)).toEqual([0, 0, 255, 255]);
    const [red = 0, green = 0, blue = 0] = at(15, 5);
    expect([red > 150, green < 90, blue < 90]).toEqual([true, true, true]);
  });

  test("16 bits become 8, and Display P3 becomes sRGB", async () => {
    const bytes = await plain(40, 30, "#c82838").toColourspace("rgb16").withIccProfile("p3").png().toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: "ushort", hasProfile: true });
    for (const steps of [[], [{ op: "extend", left: 5, color: "00f" }]] as const) {
      const { at } = await pixels((await rendered(bytes, steps)).bytes);
      const [red = 0, green = 0, blue = 0] = at(20, 10);
      expect(Math.max(Math.abs(red - 0xc8), Math.abs(green - 0x28), Math.abs(blue - 0x38))).toBeLessThan(4);
    }
  });

  test("a wide-gamut JPEG becomes sRGB", async () => {
    const bytes = await plain(40, 30, "#c82838")
      .withIccProfile("p3")
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .toBuffer();
    const [red = 0, green = 0, blue = 0] = (await pixels((await rendered(bytes, [])).bytes)).at(20, 10);
    expect(Math.max(Math.abs(red - 0xc8), Math.abs(green - 0x28), Math.abs(blue - 0x38))).toBeLessThan(5);
  });

  test("a palette with transparency keeps it", async () => {
    const bytes = await scene(60, 40, { alpha: true }).png({ palette: true }).toBuffer();
    expect(await measurePicture(bytes, "png")).toMatchObject({ colorMode: "P", hasAlpha: true });
    const { at } = await pixels((await rendered(bytes, [{ op: "resize", width: 30 }])).bytes);
    expect(at(2, 1)[3]).toBeLessThan(120);
  });

  test("a broken profile is ignored", async () => {
    const good = await plain(40, 30, "#804020").withIccProfile("p3").jpeg().toBuffer();
    const bad = Buffer.from(good);
    bad.fill(0, bad.indexOf("ICC_PROFILE") + 60, bad.indexOf("ICC_PROFILE") + 400);
    const result = await rendered(bad, [{ op: "resize", width: 20 }]);
    expect(result.width).toBe(20);
  });

  test("colours are drawn in colour on grey pictures", async () => {
    const bytes = await scene(40, 30).toColourspace("b-w").png().toBuffer();
    expect(await measurePicture(bytes, "png")).toMatchObject({ colorMode: "L" });
    for (const step of [
      { op: "extend", left: 5, color: "f00" },
      { op: "rotate", degrees: 45, background: "f00" },
    ] as const) {
      const { at } = await pixels((await rendered(bytes, [step])).bytes);
      expect(at(0, 0)).toEqual([255, 0, 0, 255]);
    }
  });

  test.each([
    [1, 1],
    [2, 2],
    [1, 500],
  ])("%ix%i is a picture", async (width, height) => {
    const bytes = await plain(width, height).png().toBuffer();
    const result = await rendered(bytes, [
      { op: "trim" },
      { op: "resize", width: 10, height: 10, mode: "cover", enlarge: "allow" },
      { op: "blur", sigma: 50 },
    ]);
    expect(result).toMatchObject({ width: 10, height: 10 });
  });
});
