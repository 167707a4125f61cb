/** Addresses that ask about the picture: conditions on its size, and formats by an extension. */
import { format, rotate } from "intaglio";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { createTestMedia, type TestMedia } from "./support/media.ts";

const closing: TestMedia[] = [];
afterEach(async () => {
  for (const server of closing.splice(0)) await server.close();
});

async function start(options: Parameters<typeof createTestMedia>[0] = {}): Promise<TestMedia> {
  const dialects = [uploadcare({ publicKey: "demopublickey" }), cloudinary(), ipx()];
  const server = await createTestMedia({ dialects, render: { renderer: "inline" }, ...options });
  closing.push(server);
  return server;
}

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "red" } })
    .jpeg()
    .toBuffer();

const look = async (answer: Response): Promise<string> => {
  if (answer.status !== 200) return String(answer.status);
  const { width, height, format: found } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return `${found} ${width}x${height}`;
};

test("one address means another plan for a wide and for a tall picture", async () => {
  const server = await start({ delivery: "open" });
  const [wide, tall] = [await server.upload(await picture(80, 40)), await server.upload(await picture(40, 80))];
  const ask = async (id: string) =>
    look(await server.get(`/demo/image/upload/if_ar_gt_1/c_scale,w_20/if_else/c_scale,h_20/if_end/f_png/${id}`));
  expect([await ask(wide), await ask(tall), await ask(wide)]).toEqual(["png 20x10", "png 10x20", "png 20x10"]);
});

test("an extension is a format where it is not the file's own", async () => {
  const server = await start({ delivery: "open" });
  const id = await server.upload(await picture(80, 40));
  await server.media.files.update(id, { customId: "cat" });
  expect(await look(await server.get("/demo/image/upload/cat.png"))).toBe("png 80x40");
  const own = await server.get("/demo/image/upload/cat.jpg");
  expect(own.headers.get("etag")).toContain((await server.media.files.find(id))?.sha256 ?? "none");
});

test("a private picture answers like a missing one, whatever the address asks about it", async () => {
  const server = await start({ delivery: "open" });
  const id = await server.upload(await picture(80, 40));
  await server.media.files.update(id, { access: "signed" });
  const missing = "6f6e6c79-2074-4573-a420-64617461aa01";
  const paths = ["if_w_gt_9/c_crop,h_9,w_9,x_90/if_end/", "$a_iw/c_scale,w_$a/", ""];
  for (const steps of paths)
    for (const ending of ["", ".png"]) {
      const [one, other] = [
        await server.get(`/demo/image/upload/${steps}${id}${ending}`),
        await server.get(`/demo/image/upload/${steps}${missing}${ending}`),
      ];
      expect([steps, one.status, await one.text()]).toEqual([steps, 404, (await other.text()).replaceAll(missing, id)]);
    }
});

test("under presets it tells nothing: neither of a picture that may be seen, nor of a private one", async () => {
  const presets = { png: [rotate(90), format("png")] };
  const server = await start({ delivery: "presets", presets });
  const id = await server.upload(await picture(80, 40));
  const hidden = await server.upload(await picture(80, 40));
  await server.media.files.update(hidden, { access: "signed" });
  const missing = "6f6e6c79-2074-4573-a420-64617461aa01";
  const ask = (steps: string, file: string) => server.get(`/demo/image/upload/${steps}/${file}`);
  expect(await look(await ask("a_90,f_png", id))).toBe("png 40x80");
  for (const condition of ["w_gt_9", "w_lt_9", "!a!_in_tags", "ctx:!owner!_eq_!me!"])
    for (const file of [id, hidden, missing]) {
      const answer = await ask(`if_${condition}/a_90,f_png/if_else/a_180,f_png/if_end`, file);
      expect([condition, answer.status, await answer.text()]).toEqual([condition, 401, "Missing required signature"]);
    }
  for (const chain of ["if_w_gt_9/c_crop,h_9,w_9,x_900/if_end", "$a_iw/c_scale,w_$a"])
    for (const file of [id, hidden, missing]) expect((await ask(chain, file)).status, chain).toBe(401);
});

test("each client gets the width that it asks for, whoever came first", async () => {
  const server = await start({ delivery: "open" });
  const id = await server.upload(await picture(800, 400));
  const ask = async (width: string) => {
    const answer = await server.get(`/demo/image/upload/if_w_gt_9/c_scale,w_auto/if_end/f_png/${id}`, { width });
    expect(answer.headers.get("vary")).toMatch(/Width/);
    return look(answer);
  };
  for (const width of ["640", "160", "320", "160"]) expect(await ask(width)).toBe(`png ${width}x${Number(width) / 2}`);
});

test("in another service's words it means what it means for the picture that is there", async () => {
  const server = await start();
  const url = "/demo/image/upload/if_w_gt_9/c_scale,w_9/if_end/f_png/cat";
  expect(await server.media.translate(url, "uploadcare")).toEqual({
    refused: { step: "source", why: "the address asks about the picture, and nothing was found by the name cat" },
  });
  const id = await server.upload(await picture(80, 40));
  await server.media.files.update(id, { customId: "cat" });
  expect(await server.media.translate(url, "ipx")).toEqual({ url: "/_ipx/a,autoorient,enlarge,f_png,w_9/cat" });
  expect(await server.media.translate(url.replace("cat", id), "uploadcare")).toEqual({
    url: `/${id}/-/resize/9x/-/format/png/`,
  });
});
