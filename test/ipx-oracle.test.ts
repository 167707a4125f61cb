/** The same modifiers through the ipx package and through our pipeline: the same size, and nearly the same pixels. */
import { ipx as dialect } from "@intaglio/dialects/ipx";
import type { Delivery } from "@intaglio/contract";
import { createIPX, parseIPXURL } from "ipx";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { distance, oriented, rendered, scene } from "../packages/core/test/pipeline/pictures.ts";

const fine = { quality: 95, chromaSubsampling: "4:4:4" };
const sources = {
  landscape: await scene(200, 150).jpeg(fine).toBuffer(),
  portrait: await scene(140, 180, { seed: 3 }).jpeg(fine).toBuffer(),
  turned: await oriented(200, 150, 6),
  transparent: await scene(160, 110, { alpha: true }).png().toBuffer(),
  moving: await movingGif(),
};
type Name = keyof typeof sources;
const still = ["landscape", "portrait", "turned", "transparent"] as const;

const oracle = createIPX({
  storage: {
    name: "memory",
    getMeta: () => ({}),
    getData: (id) => Uint8Array.from(sources[id.slice(1) as Name]).buffer,
  },
});
const ours = dialect().create({ deriveKey: () => new Uint8Array(32) });

/** Modifiers after which ours and ipx's are the same but for rounding. */
const same = `_
  w_100 w_500 h_90 h_500 w_500,enlarge h_400,enlarge w_100,h_50 w_100,kernel_nearest
  s_100x80 s_80 s_500x100 s_500x500 s_500x500,enlarge s_100x80,w_60
  s_100x80,fit_inside s_500x500,fit_inside,enlarge s_100x80,fit_outside s_500x100,fit_outside
  s_100x80,fit_fill s_500x100,fit_fill s_90x90,fit_contain s_500x400,fit_contain,enlarge s_90x90,fit_contain,b_ff0000
  s_60x100,pos_top s_60x100,pos_left s_100x40,pos_right-bottom s_100x40,pos_3 s_60x100,pos_attention s_60x100,pos_entropy
  s_100x60,kernel_nearest s_100x60,kernel_cubic s_100x60,kernel_mitchell
  trim trim_30 crop_20_10_100_80 crop_20_10_100_80,w_50 crop_20_10_100_80,extract_5_5_30_30
  crop_20_10_100_80,w_60,extract_5_5_30_30
  extend_5_10_15_20 extend_5_10_15_20,b_0000ff extend_9_9_9_9_copy extend_9_9_9_9_repeat extend_9_9_9_9_mirror
  w_100,extend_5_5_5_5
  rotate_90 rotate_180 rotate_270 rotate_-90 rotate_45 rotate_33,b_00ff00
  rotate_90,w_100 rotate_90,s_100x50 rotate_90,h_100 rotate_90,h_500 rotate_90,resize_100x50
  rotate_90,resize_100x50,pos_top rotate_90,resize_100x50,fit_inside rotate_90,resize_100x50,fit_fill
  rotate_180,h_100 rotate_180,resize_100x50,pos_top rotate_45,w_100 rotate_45,h_100 rotate_45,resize_100x50
  rotate_90,crop_20_10_100_80 rotate_90,crop_20_10_60_80,w_50 rotate_90,trim
  rotate autoorient autoorient,w_100 autoorient,s_100x50 autoorient,crop_20_10_100_80 rotate,crop_20_10_100_80
  autoorient,rotate_90 autoorient,rotate_90,w_100 autoorient,flip
  flip flop flip,flop flip,rotate_90 flip,rotate_90,w_50 flop,s_60x100,pos_left flip,crop_20_10_100_80
  sharpen sharpen_2 sharpen_1_1_2_3_10_20 median median_5 blur blur_5 blur_5,w_100
  flatten flatten,b_ff0000 unflatten gamma gamma_2,w_100 gamma_1_2.2 gamma_3_1 negate negate_false
  linear_1.5 linear_0.5_30 linear__-40 modulate____20 lightness_-20 opacity_0.5 opacity_0.5,b_ff0000
  tint_ff0000 tint_rgb(80%2C160%2C240)`.split(/\s+/);

/** Modifiers after which they are not, and why. */
const different: Readonly<Record<string, string>> = {
  "s_500x500,fit_inside": "ipx shrinks a too large box to the picture first; ours keeps the picture's size",
  "s_500x400,fit_contain": "ipx shrinks a too large box to the picture first; ours pads to the whole box",
  "s_100x80,fit_contain": "an odd row of padding goes to the bottom with ipx, to the top with ours",
  "rotate_90,resize_100x50,fit_contain": "ipx turns within the box: no steps say that; ours turns first",
  dilate: "ipx joins the bits of the values, which makes sense for black and white only; ours takes the brightest",
  erode: "ipx joins the bits of the values, which makes sense for black and white only; ours takes the darkest",
  clahe_20: "ipx counts anew around every pixel, each colour for itself; ours in tiles, by luma",
  clahe_20_10_5: "ipx counts anew around every pixel, each colour for itself; ours in tiles, by luma",
  normalize: "ipx counts percent of CIE lightness; ours of luma, and stretches the lightness then",
  normalize_10_90: "ipx counts percent of CIE lightness; ours of luma, and stretches the lightness then",
  threshold: "ipx's grey is of linear light; ours is CSS's. ipx makes transparency black or white, too",
  threshold_100_false: "ipx makes transparency black or white, too",
  "modulate_1.3": "ipx multiplies CIE lightness; ours is CSS's brightness",
  "brightness_0.7": "ipx multiplies CIE lightness; ours is CSS's brightness",
  "modulate__1.8": "ipx multiplies CIE chroma; ours is CSS's saturation",
  saturation_0: "ipx multiplies CIE chroma; ours is CSS's saturation",
  modulate___90: "ipx turns the hue in CIE LCh; ours as CSS does",
  hue_90: "ipx turns the hue in CIE LCh; ours as CSS does",
  grayscale: "ipx's grey is of linear light; ours is CSS's",
  "grayscale,tint_00ff00": "ipx's grey is of linear light; ours is CSS's",
};

interface Outcome {
  readonly bytes: Buffer;
  readonly size: string;
  readonly pages: number;
  readonly format: string | undefined;
}

async function asked(modifiers: string, name: Name): Promise<[theirs: Outcome, mine: Outcome]> {
  const { modifiers: parsed } = parseIPXURL(`http://ipx.test/${modifiers}/${name}`);
  const { data } = await oracle(name, parsed).process();
  const delivery = ours.parse({ path: `/_ipx/${modifiers}/${name}`, query: "" });
  const { bytes } = await rendered(sources[name], delivery.plan.steps, {
    ...delivery.plan.encode,
    format: formatOf(delivery, name),
  });
  return [await look(Buffer.from(data)), await look(bytes)];
}

function formatOf({ plan: { encode } }: Delivery, name: Name) {
  if (encode.format !== "same" && encode.format !== "auto") return encode.format;
  return name === "moving" ? "gif" : name === "transparent" ? "png" : "jpeg";
}

async function look(bytes: Buffer): Promise<Outcome> {
  const { width, height, pages = 1, pageHeight = height, format } = await sharp(bytes, { animated: true }).metadata();
  return { bytes, size: `${width}x${pageHeight}`, pages, format };
}

/** True when nobody would tell them apart. */
async function alike([theirs, mine]: readonly [Outcome, Outcome]): Promise<boolean> {
  const { mean, most } = await distance(theirs.bytes, mine.bytes);
  return mean < 2 && most < 20;
}

describe("the same picture", () => {
  test.each(same)("%s", async (modifiers) => {
    for (const name of still) {
      const [theirs, mine] = await asked(`${modifiers === "_" ? "" : `${modifiers},`}f_png`, name);
      expect(mine.size, name).toBe(theirs.size);
      expect(await alike([theirs, mine]), name).toBe(true);
    }
  });
});

describe("another picture, for a reason", () => {
  test.each(Object.entries(different))("%s: %s", async (modifiers) => {
    const outcomes = await Promise.all(still.map(async (name) => alike(await asked(`${modifiers},f_png`, name))));
    expect(outcomes).toContain(false); // else it belongs above
  });
});

describe("formats", () => {
  test.each(["_", "f_jpeg", "f_webp", "f_avif", "f_gif", "f_bmp", "f_jpg,q_90", "f_png,format_webp"])(
    "%s",
    async (modifiers) => {
      for (const name of still) {
        const [theirs, mine] = await asked(modifiers, name);
        expect([mine.format, mine.size], name).toEqual([theirs.format, theirs.size]);
        const { mean } = await distance(theirs.bytes, mine.bytes);
        expect(mean, name).toBeLessThan(6); // each encoder loses in its own way
      }
    },
  );

  test.each([
    ["_", 3],
    ["w_30", 3],
    ["s_20x30", 3],
    ["flip,w_30", 3],
    ["f_gif", 3],
    ["f_webp", 1],
    ["f_webp,a", 3],
    ["f_webp,animated,s_30x20", 3],
    ["f_png", 1],
    ["f_jpeg", 1],
  ])("%s of an animation has %d frames", async (modifiers, pages) => {
    const [theirs, mine] = await asked(modifiers, "moving");
    expect([mine.pages, mine.size, mine.format]).toEqual([theirs.pages, theirs.size, theirs.format]);
    expect(mine.pages).toBe(pages);
  });
});

async function movingGif(): Promise<Buffer> {
  const frames = await Promise.all([1, 2, 3].map((seed) => scene(60, 40, { seed }).raw().toBuffer()));
  return sharp(Buffer.concat(frames), { raw: { width: 60, height: 120, channels: 3, pageHeight: 40 } })
    .gif({ delay: [100, 100, 100] })
    .toBuffer();
}
