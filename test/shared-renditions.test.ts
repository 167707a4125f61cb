/** Equal plans are one rendition, whoever's words they came in. */
import { readFile } from "node:fs/promises";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { expect, test } from "vitest";
import { createTestMedia } from "./support/media.ts";

const photo = await readFile(new URL("fixtures/meadow.jpg", import.meta.url));

test("four dialects, one render each for what all of them can say", async () => {
  const server = await createTestMedia({
    dialects: [uploadcare({ publicKey: "demopublickey" }), cloudinary(), cloudflare(), ipx()],
    delivery: "open",
    render: { renderer: "inline" },
  });
  const id = await server.upload(photo);
  const tags = async (...paths: string[]): Promise<number> => {
    const answers = await Promise.all(paths.map((path) => server.get(path)));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
    return new Set(answers.map(({ headers }) => headers.get("etag"))).size;
  };
  const rendered = () => server.log.filter(({ message }) => message === "rendered").length;
  expect(
    await tags(
      `/${id}/-/scale_crop/90x60/center/-/format/webp/`,
      `/demo/image/upload/c_fill,h_60,w_90/f_webp/${id}`,
      `/demo/image/upload/c_fill,w_90,h_60/f_webp/v7/${id}.jpg`,
    ),
  ).toBe(1);
  expect(rendered()).toBe(1);
  expect(
    await tags(
      `/cdn-cgi/image/width=80,fit=scale-down,format=webp,quality=70,metadata=none/${id}`,
      `/_ipx/autoorient,w_80,f_webp,q_70/${id}`,
      `/_ipx/f_webp&q_70&w_80&autoorient/${id}`,
    ),
  ).toBe(1);
  expect(rendered()).toBe(2);
  await server.close();
});
