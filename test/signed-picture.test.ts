/** The attributes of an `<img>`, its element on the server, and a loader: every address works and shows what it says. */
import { createElement } from "react";
import sharp from "sharp";
import { grayscale } from "intaglio";
import { signPicture } from "intaglio/next";
import { IntaglioImage } from "intaglio/next/image";
import { toNextLoader } from "intaglio/next/loader";
import { format } from "intaglio/uploadcare/url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";

let kit: TestMedia;
let wide: string;
let clear: string;

beforeAll(async () => {
  kit = await createTestMedia();
  wide = await kit.upload(await makePhoto(1000, 500));
  const glass = sharp({
    create: { width: 300, height: 200, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0.5 } },
  });
  clear = await kit.upload(await glass.png().toBuffer());
});
afterAll(() => kit.close());

const sizeOf = async (address: string): Promise<string> => {
  const answer = await kit.get(address);
  expect(answer.status).toBe(200);
  const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return `${width}x${height}`;
};

describe("a signed picture", () => {
  test("has addresses of every width up to twice its place's, or to its own, in its proportions", async () => {
    const { srcSet, ...rest } = (await signPicture(kit.media, wide, { width: 400 })) ?? { srcSet: "" };
    expect(rest).toMatchObject({ width: 400, height: 200, sizes: "(max-width: 400px) 100vw, 400px" });
    const entries = srcSet.split(", ").map((entry) => entry.split(" "));
    expect(entries.map(([, width]) => width)).toEqual(["160w", "320w", "400w", "480w", "640w", "800w"]);
    for (const [address = "", width = ""] of entries)
      expect(await sizeOf(address)).toBe(`${parseInt(width, 10)}x${parseInt(width, 10) / 2}`);
    expect((await signPicture(kit.media, wide))?.srcSet).toMatch(/ 1000w$/);
  });

  test("fills a box of other proportions, and is worked on afterwards", async () => {
    const picture = await signPicture(kit.media, wide, { width: 100, height: 100, plan: [grayscale()] });
    expect(picture).toMatchObject({ width: 100, height: 100 });
    expect(await sizeOf(picture?.src ?? "")).toBe("100x100");
    expect(picture?.src).toContain("grayscale");
  });

  test("keeps its addresses for a while, so that browsers can keep what they got", async () => {
    const [one, other] = await Promise.all([1, 2].map(() => signPicture(kit.media, wide, { expiresIn: 31_536_000 })));
    expect(one).toEqual(other);
    const exp = Number(/exp=(\d+)/.exec(decodeURIComponent(one?.src ?? ""))?.[1]);
    expect(exp - Date.now() / 1000).toBeGreaterThanOrEqual(31_536_000 - 1);
    expect(exp % 31_536_000).toBe(0);
  });

  test("has a small placeholder inside the page, unless one would shine through or none is wanted", async () => {
    const { placeholder = "" } = (await signPicture(kit.media, wide, { width: 400 })) ?? {};
    const [, pixels = ""] = /href="data:image\/webp;base64,([^"]+)"/.exec(decodeURIComponent(placeholder)) ?? [];
    expect(await sharp(Buffer.from(pixels, "base64")).metadata()).toMatchObject({ width: 16, height: 8 });
    expect(placeholder.length).toBeLessThan(2000);
    expect(await signPicture(kit.media, clear)).not.toHaveProperty("placeholder");
    expect(await signPicture(kit.media, wide, { placeholder: "none" })).not.toHaveProperty("placeholder");
  });

  test("is nothing where there is no such picture, and wrong options are named", async () => {
    expect(await signPicture(kit.media, "00000000-0000-4000-8000-000000000000")).toBeUndefined();
    expect(await signPicture(kit.media, "../../etc/passwd")).toBeUndefined();
    for (const [options, name] of [
      [{ width: 0 }, "width"],
      [{ width: 1.5 }, "width"],
      [{ width: 10, height: 99_999 }, "height"],
      [{ expiresIn: 1 }, "expiresIn"],
    ] as const)
      await expect(signPicture(kit.media, wide, options)).rejects.toThrow(
        new RegExp(`^${name} must be a whole number`),
      );
  });
});

describe("the Server Component", () => {
  test("is an img with its place kept free; what else is given goes along", async () => {
    const element = await IntaglioImage({
      media: () => kit.media,
      file: wide,
      alt: "A photo",
      width: 400,
      className: "hero",
    });
    const { style, ...attributes } = (element?.props ?? {}) as { style?: object };
    expect(element?.type).toBe("img");
    expect(attributes).toMatchObject({ alt: "A photo", width: 400, height: 200, className: "hero", loading: "lazy" });
    expect(style).toMatchObject({ maxWidth: "100%", height: "auto", backgroundSize: "cover" });
    expect(attributes).not.toHaveProperty("media");
    expect(createElement("p", null, element).props).toEqual({ children: element });
  });

  test("shows nothing where there is no such picture", async () => {
    expect(await IntaglioImage({ media: kit.media, file: "none", alt: "" })).toBeNull();
  });
});

test("the loader writes unsigned addresses, which an open server answers", async () => {
  const open = await createTestMedia({ delivery: "open", basePath: "/media" });
  const load = toNextLoader(format, { base: "/media" });
  const id = await open.media
    .fetch(new Request(`http://h/media/base/`, { method: "POST", body: await formOf() }))
    .then(async (answer) => ((await answer.json()) as { file: string }).file);
  const address = load({ src: id, width: 120, quality: 50 });
  expect(address).toMatch(new RegExp(`^/media/${id}/.*resize/120x/`));
  expect((await open.get(address)).status).toBe(200);
  expect(() => load({ src: id, width: -1 })).toThrow(/width/);
  await open.close();
});

async function formOf(): Promise<FormData> {
  const form = new FormData();
  form.set("UPLOADCARE_PUB_KEY", "demopublickey");
  form.set("file", new File([new Uint8Array(await makePhoto(300, 200))], "a.jpg"));
  return form;
}
