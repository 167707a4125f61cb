/** Cloudflare's worked values, and its order of steps, on real pixels. */
import type { OutputFormat } from "@intaglio/contract";
import { cloudflare } from "@intaglio/dialects/cloudflare";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { oriented, pixels, plain, rendered } from "../packages/core/test/pipeline/pictures.ts";
import { corners, quarters } from "./support/quarters.ts";

const dialect = cloudflare().create({ deriveKey: () => new Uint8Array(32) });

async function made(source: Buffer, options: string, format: OutputFormat = "png") {
  const { plan } = dialect.parse({ path: `/cdn-cgi/image/${options}/a.jpg`, query: "" });
  return rendered(source, plan.steps, { ...plan.encode, format });
}

describe("sizes the reference works out", () => {
  test.each<[number, number, string, string]>([
    [1080, 720, "w=500,h=500,fit=scale-down", "500x333"],
    [1080, 720, "w=500,h=500,fit=contain", "500x333"],
    [1080, 720, "w=500,h=500,fit=cover", "500x500"],
    [1080, 720, "w=500,h=500,fit=crop", "500x500"],
    [1080, 720, "w=500,h=500,fit=pad", "500x500"],
    [1080, 720, "w=500,h=500,fit=squeeze", "500x500"],
    [1080, 720, "w=1296,h=1296,fit=crop", "1080x720"],
    [1080, 720, "w=900,h=900,fit=crop", "900x720"],
    [612, 613, "w=1920,h=1120,fit=aspect-crop", "612x357"],
    [200, 100, "w=50,h=50,fit=contain", "50x25"],
    [200, 100, "w=400,fit=scale-down", "200x100"],
    [200, 100, "w=400,fit=cover", "400x200"],
    [200, 100, "w=400,h=400,fit=scale-up", "400x200"],
    [200, 100, "w=50,h=50,fit=scale-up", "200x100"],
    [200, 100, "w=50,dpr=2", "100x50"],
    [200, 100, "rotate=90,w=50", "50x100"],
    [200, 100, "trim=10;20;30;40", "140x60"],
    [200, 100, "trim=10;20;30;40,rotate=90,w=30", "30x70"],
    [200, 100, "trim.left=10,trim.width=50,trim.height=500", "50x100"],
    [200, 100, "w=50,border.width=5", "60x35"],
    [200, 100, "w=50,border.top=5,border.left=7", "57x30"],
  ])("%dx%d with %s is %s", async (width, height, options, size) => {
    const result = await made(await plain(width, height).png().toBuffer(), options);
    expect(`${result.width}x${result.height}`).toBe(size);
  });
});

describe("what is where", () => {
  test.each([
    ["anim=true", "rgbw"],
    ["flip=h", "grwb"],
    ["flip=v", "bwrg"],
    ["rotate=90", "brwg"],
    ["flip=h,rotate=90", "wgbr"],
    ["trim=20;0;0;0", "bwbw"],
    ["trim=0;20;0;0", "rrbb"],
    ["trim=0;0;20;0", "rgrg"],
    ["trim=0;0;0;20", "ggww"],
    ["trim=0;20;20;0", "rrrr"],
    ["trim=0;20;20;0,flip=h,rotate=90", "rrrr"],
    ["trim=20;0;0;0,rotate=90", "bbww"],
    ["w=20,h=40,fit=cover,g=left", "rrbb"],
    ["w=20,h=40,fit=cover,g=1x0.5", "ggww"],
    ["w=20,h=20,fit=crop,trim=0;0;20;20", "gggg"],
    ["w=20,h=40,fit=pad,background=black", "kkkk"],
    ["border.width=5,border.color=blue", "bbbb"],
  ])("%s", async (options, expected) =>
    expect(await corners((await made(await quarters(), options)).bytes)).toBe(expected),
  );
});

test("orientation is applied first of all", async () => {
  const bytes = await oriented(60, 40, 6);
  expect(await made(bytes, "w=20")).toMatchObject({ width: 20, height: 30 });
  expect(await made(bytes, "trim=0;10;0;0")).toMatchObject({ width: 30, height: 60 });
});

test("a JPEG of a transparent picture has white behind, or the background", async () => {
  const glass = await sharp({ create: { width: 8, height: 8, channels: 4, background: "#00000000" } })
    .png()
    .toBuffer();
  const middle = async (options: string) =>
    (await pixels((await made(glass, options, "jpeg")).bytes)).at(4, 4).slice(0, 3);
  expect(await middle("f=jpeg")).toEqual([255, 255, 255]);
  expect((await middle("f=jpeg,background=blue"))[2]).toBeGreaterThan(250);
});
