/** Cloudinary's sizes, gravities and turns, on real pixels. */
import type { Delivery, OutputFormat } from "@intaglio/contract";
import { cloudinary } from "@intaglio/dialects/cloudinary";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../packages/core/src/pipeline/frames.ts";
import { plain, rendered } from "../packages/core/test/pipeline/pictures.ts";
import { record } from "../packages/dialects/test/cloudinary/fixture.ts";
import { corners, quarters } from "./support/quarters.ts";

const dialect = cloudinary().create({ deriveKey: () => new Uint8Array(32) });

/** The delivery for a picture of this size, as the engine works it out. */
function deliveryFor(chain: string, width: number, height: number): Delivery {
  const delivery = dialect.parse({ path: `/image/upload/${chain}/v1/cat`, query: "" });
  const { image } = record;
  if (!delivery.forFile || !image) return delivery;
  const facts = { ...image, width, height };
  return delivery.forFile({ ...record, image: facts }, (steps) => frameSizes(steps, facts).at(-1) ?? facts);
}

async function made(source: Buffer, chain: string, format: OutputFormat = "png") {
  const { width, height } = await sharp(source).metadata();
  const { plan } = deliveryFor(chain, width, height);
  return rendered(source, plan.steps, { ...plan.encode, format });
}

describe("sizes", () => {
  test.each<[number, number, string, string]>([
    [400, 200, "c_scale,w_100", "100x50"],
    [400, 200, "c_scale,h_100", "200x100"],
    [400, 200, "w_100,h_100", "100x100"],
    [400, 200, "w_0.5", "200x100"],
    [400, 200, "w_1.0", "400x200"],
    [400, 200, "w_2.0", "800x400"],
    [400, 200, "w_1", "1x1"],
    [400, 200, "w_800", "800x400"],
    [400, 200, "c_scale,fl_ignore_aspect_ratio,w_100", "100x200"],
    [400, 200, "c_fit,w_100,h_100", "100x50"],
    [400, 200, "c_fit,w_800,h_800", "800x400"],
    [400, 200, "c_limit,w_100,h_100", "100x50"],
    [400, 200, "c_limit,w_800,h_800", "400x200"],
    [400, 200, "c_mfit,w_100,h_100", "400x200"],
    [400, 200, "c_mfit,w_800,h_800", "800x400"],
    [400, 200, "c_fill,w_100,h_100", "100x100"],
    [400, 200, "c_fill,w_800,h_800", "800x800"],
    [400, 200, "c_lfill,w_100,h_100", "100x100"],
    [400, 200, "c_lfill,w_300,h_300", "300x200"],
    [400, 200, "c_lfill,w_800,h_800", "400x200"],
    [400, 200, "c_pad,w_100,h_100", "100x100"],
    [400, 200, "c_lpad,w_800,h_800", "800x800"],
    [400, 200, "c_mpad,w_800,h_100", "800x200"],
    [400, 200, "c_crop,w_100,h_100", "100x100"],
    [400, 200, "c_crop,w_100", "100x200"],
    [400, 200, "c_crop,w_800,h_50", "400x50"],
    [400, 200, "c_crop,w_100,h_100,x_350,y_150", "50x50"],
    [400, 200, "c_thumb,g_north,w_50,h_50", "50x50"],
    [400, 200, "c_auto,w_50,h_50", "50x50"],
    [400, 200, "ar_1:1,c_fill", "200x200"],
    [400, 200, "ar_1:1,c_crop", "200x200"],
    [400, 200, "ar_1:1,c_pad", "400x400"],
    [400, 200, "ar_16:9,c_fill,w_160", "160x90"],
    [400, 200, "ar_1:1,c_fill,w_0.5", "200x200"],
    [400, 200, "dpr_2.0,w_50", "100x50"],
    [400, 200, "c_limit,w_50/dpr_2.0/f_auto/q_auto", "100x50"],
    [400, 200, "a_90", "200x400"],
    [400, 200, "a_90/w_100", "100x200"],
    [400, 200, "w_100/a_90", "50x100"],
    [400, 200, "a_45", "424x424"],
    [400, 200, "bo_5px_solid_red", "410x210"],
    [400, 200, "bo_5px_solid_red/w_205", "205x105"],
    [400, 200, "c_scale,w_100/w_iw_div_2", "200x100"],
    [400, 200, "w_w_sub_100", "300x150"],
    [400, 200, "w_h", "200x100"],
    [400, 200, "if_w_gt_300,w_50", "50x25"],
    [400, 200, "if_ar_lt_1/w_50/if_else/h_50/if_end", "100x50"],
    [100, 300, "if_ar_lt_1/w_50/if_else/h_50/if_end", "50x150"],
    [100, 300, "a_auto_right,c_limit,w_400,h_200", "300x100"],
    [400, 200, "ar_1,b_auto,c_pad,w_iw_div_2/c_crop,g_north_east,h_1,w_1/c_fill,h_ih,w_iw/q_auto/f_auto", "400x200"],
  ])("%dx%d with %s is %s", async (width, height, chain, size) => {
    const result = await made(await plain(width, height).png().toBuffer(), chain);
    expect(`${result.width}x${result.height}`).toBe(size);
  });
});

describe("what is where", () => {
  test.each([
    ["a_0", "rgbw"],
    ["a_hflip", "grwb"],
    ["a_vflip", "bwrg"],
    ["a_hflip.vflip", "wbgr"],
    ["a_90", "brwg"],
    ["a_-90", "gwrb"],
    ["a_hflip/a_90", "wgbr"],
    ["a_90/a_hflip", "rbgw"],
    ["c_crop,g_north_west,w_20,h_20", "rrrr"],
    ["c_crop,g_south_east,w_20,h_20", "wwww"],
    ["c_crop,g_north,w_20,h_20", "rgrg"],
    ["c_crop,w_20,h_20,x_20,y_0", "gggg"],
    ["c_crop,g_south_west,w_20,h_20,x_20", "wwww"],
    ["c_crop,g_xy_center,w_10,h_10,x_30,y_10", "gggg"],
    ["c_fill,g_west,w_20,h_40", "rrbb"],
    ["c_fill,g_xy_center,w_10,h_40,x_0.75,y_0.5", "ggww"],
    ["c_fill,g_north_west,w_10,h_40,x_25", "ggww"],
    ["c_pad,w_80,h_40", "----"],
    ["b_black,c_pad,w_80,h_40", "kkkk"],
    ["b_black,c_pad,g_west,w_80,h_40", "rkbk"],
    ["b_black,c_pad,g_north_west,w_80,h_40,x_40", "kgkw"],
    ["a_45", "----"],
    ["a_45,b_black", "kkkk"],
    ["r_max", "----"],
    ["b_black,r_max", "kkkk"],
    ["e_negate", "???k"],
    ["bo_4px_solid_black", "kkkk"],
    ["w_20/c_crop,g_north_east,w_10,h_10", "gggg"],
  ])("%s: %s", async (chain, expected) => {
    expect(await corners((await made(await quarters(), chain)).bytes)).toBe(expected);
  });

  test("EXIF orientation first, unless it is ignored", async () => {
    const source = await sharp(await quarters())
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect(await corners((await made(source, "a_0")).bytes)).toBe("brwg");
    expect(await corners((await made(source, "a_ignore")).bytes)).toBe("rgbw");
    expect(await corners((await made(source, "c_crop,g_north_west,w_20,h_20")).bytes)).toBe("bbbb");
  });
});
