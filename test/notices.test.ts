/** What an answer only nearly is stands in a header; texts need fonts the server is told of. */
import { fileURLToPath } from "node:url";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import sharp from "sharp";
import { expect, test } from "vitest";
import { overlay, text } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import { createTestMedia } from "./support/media.ts";

const fonts = [fileURLToPath(import.meta.resolve("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf"))];
const photo = await sharp({ create: { width: 200, height: 100, channels: 3, background: "white" } })
  .png()
  .toBuffer();

test("an answer says what stands in for what it lacks", async () => {
  const { upload, get, close } = await createTestMedia({
    dialects: [uploadcare({ publicKey: "demopublickey" }), cloudinary(), ipx()],
    delivery: "open",
    fonts,
    render: { renderer: "inline" },
  });
  const id = await upload(photo);
  const notice = async (path: string): Promise<string | null> => {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.headers.get("intaglio-notice");
  };
  expect(await notice(`/${id}/-/preview/50x50/`)).toBeNull();
  expect(await notice(`/${id}/-/scale_crop/50x50/smart/`)).toBe(
    "no face detector: saliency stands in; no object detector: saliency stands in",
  );
  expect(await notice(`/${id}/-/scale_crop/50x50/smart_points/`)).toBeNull();
  expect(await notice(`/demo/image/upload/l_text:Comic%20Sans_20:Hi/fl_layer_apply/${id}.png`)).toBe(
    "no font Comic Sans: the first one stands in",
  );
  expect(await notice(`/_ipx/w_20,wobble_%F0%9F%98%80/${id}`)).toMatch(/^[\x20-\x7e]*wobble/);
  await close();
});

test("texts are drawn in the server's fonts, and refused without any", async () => {
  const options = { delivery: "open", render: { renderer: "inline" } } as const;
  const without = await createTestMedia(options);
  const id = await without.upload(photo);
  const path = `/${id}/-/text/100px50p/center/Hello/`;
  const refused = await without.get(path);
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("fonts")]);
  await without.close();
  await expect(createTestMedia({ ...options, fonts: ["/nowhere.ttf"] })).rejects.toThrow(/fonts\[0\]: .*nowhere/);
  expect(() => overlay(text("a", { size: 0 }))).toThrow(/text.size must be/);
});
