/** Some frames of an animation, one page of a document. */
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { rendered } from "./pictures.ts";

const greys = [40, 90, 140, 190, 240];
const delays = [100, 200, 300, 400, 500];

/** Five frames of 20x10, each of its own grey. */
async function moving(format: "gif" | "webp"): Promise<Buffer> {
  const data = Buffer.concat(greys.map((grey) => Buffer.alloc(20 * 10 * 3, grey)));
  const image = sharp(data, { raw: { width: 20, height: 50, channels: 3, pageHeight: 10 } });
  return (format === "gif" ? image.gif({ delay: delays }) : image.webp({ delay: delays, lossless: true })).toBuffer();
}

async function seen(bytes: Buffer): Promise<{ greys: number[]; delay: number[] | undefined }> {
  const { pages = 1, pageHeight, height, delay } = await sharp(bytes, { animated: true }).metadata();
  const { data, info } = await sharp(bytes, { animated: true }).raw().toBuffer({ resolveWithObject: true });
  const frame = (pageHeight ?? height) * info.width * info.channels;
  return { greys: Array.from({ length: pages }, (_, page) => data[page * frame] ?? -1), delay };
}

/** Grey pages of these sizes, uncompressed. */
function document(
  pages: readonly { readonly width: number; readonly height: number; readonly grey: number }[],
): Buffer {
  const parts: Buffer[] = [Buffer.from("II*\0", "latin1"), Buffer.alloc(4)];
  let at = 8;
  let link = parts[1] ?? Buffer.alloc(4);
  for (const { width, height, grey } of pages) {
    const pixels = Buffer.alloc(width * height + ((width * height) % 2), grey);
    const tags = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, at],
      [277, 1],
      [278, height],
      [279, width * height],
    ] as const;
    const directory = Buffer.alloc(2 + tags.length * 12 + 4);
    directory.writeUInt16LE(tags.length, 0);
    for (const [index, [tag, value]] of tags.entries()) {
      directory.writeUInt16LE(tag, 2 + index * 12);
      directory.writeUInt16LE(4, 4 + index * 12);
      directory.writeUInt32LE(1, 6 + index * 12);
      directory.writeUInt32LE(value, 10 + index * 12);
    }
    link.writeUInt32LE(at + pixels.length, 0);
    link = directory.subarray(directory.length - 4);
    parts.push(pixels, directory);
    at += pixels.length + directory.length;
  }
  return Buffer.concat(parts);
}

describe.each(["gif", "webp"] as const)("of a %s", (format) => {
  test.each([
    [{ first: 2, count: 3 }, [1, 2, 3]],
    [{ first: 4 }, [3, 4]],
    [{ first: 4, count: 9 }, [3, 4]],
    [{ first: 99 }, [4]],
    [{ first: 3, count: 1 }, [2]],
  ])("%j", async (taken, expected) => {
    const { bytes, pages } = await rendered(await moving(format), [{ op: "frames", ...taken }], {
      format: "webp",
      lossless: true,
    });
    expect(pages).toBe(expected.length);
    const found = await seen(bytes);
    expect(found.greys).toEqual(expected.map((index) => greys[index]));
    if (expected.length > 1) expect(found.delay).toEqual(expected.map((index) => delays[index]));
  });

  test("other steps follow, and a still format has the first that was taken", async () => {
    const steps = [
      { op: "frames", first: 3 },
      { op: "resize", width: 10 },
    ] as const;
    const { bytes, ...size } = await rendered(await moving(format), steps, { format: "png" });
    expect(size).toEqual({ width: 10, height: 5, pages: 1 });
    expect((await seen(bytes)).greys).toEqual([140]);
    const trimmed = [
      { op: "frames", first: 2, count: 2 },
      { op: "extend", left: 4, color: "000000" },
      { op: "trim" },
    ] as const;
    expect(await rendered(await moving(format), trimmed, { format: "webp" })).toMatchObject({ width: 20, pages: 2 });
  });
});

test("pages of a document may be of different sizes", async () => {
  const source = document([
    { width: 30, height: 20, grey: 50 },
    { width: 12, height: 40, grey: 200 },
  ]);
  const page = async (first: number): Promise<unknown> => {
    const { bytes, width, height } = await rendered(source, [{ op: "frames", first }], { format: "png" });
    return { width, height, grey: (await seen(bytes)).greys[0] };
  };
  expect(await page(1)).toEqual({ width: 30, height: 20, grey: 50 });
  expect(await page(2)).toEqual({ width: 12, height: 40, grey: 200 });
  expect(await page(3)).toEqual({ width: 12, height: 40, grey: 200 });
});

test("a still picture has one frame, whichever is asked for", async () => {
  const source = await sharp({ create: { width: 8, height: 6, channels: 3, background: "#646464" } })
    .png()
    .toBuffer();
  expect(await rendered(source, [{ op: "frames", first: 5, count: 2 }])).toMatchObject({
    width: 8,
    height: 6,
    pages: 1,
  });
});
