/** A server with a detector, the one that docs/detectors.md shows, and one without, side by side. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uploadcare } from "intaglio/uploadcare";
import { cloudinary } from "intaglio/cloudinary";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { createTestMedia, type TestMedia } from "./support/media.ts";

const folder = await mkdtemp(join(tmpdir(), "intaglio-detector-"));
const media: TestMedia[] = [];
afterAll(async () => {
  for (const one of media) await one.close();
  await rm(folder, { recursive: true });
});

/** A module as the page shows it, with another version where wanted. */
async function exampleAt(name: string, version = 1): Promise<string> {
  const page = await readFile(new URL("../docs/detectors.md", import.meta.url), "utf8");
  const [, code = ""] = /```js\n([^]*?)```/.exec(page) ?? [];
  const path = join(folder, name);
  await writeFile(path, code.replace("version = 1", `version = ${version}`));
  return path;
}

async function start(detector?: string, data?: string): Promise<TestMedia> {
  const one = await createTestMedia({
    dialects: [uploadcare({ publicKey: "demopublickey" }), cloudinary()],
    delivery: "open",
    render: { renderer: "processes", workers: 1, ...(detector === undefined ? {} : { detector }) },
    ...(data === undefined ? {} : { data }),
  });
  media.push(one);
  return one;
}

/** A plain brown product on white, so far right that no cover at the centre shows it. */
const product = await sharp({ create: { width: 600, height: 300, channels: 3, background: "#fff" } })
  .composite([{ input: { create: { width: 60, height: 60, channels: 3, background: "#953" } }, left: 500, top: 120 }])
  .png()
  .toBuffer();

async function brownOf(answer: Response): Promise<number> {
  const { data } = await sharp(await answer.arrayBuffer())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let brown = 0;
  for (let at = 0; at < data.length; at += 3) if ((data[at + 2] ?? 255) < 120) brown += 1;
  return brown;
}

test("addresses that ask for objects are obeyed, and no notice is needed", async () => {
  const { upload, get, media: server } = await start(await exampleAt("objects.mjs"));
  const id = await upload(product);
  const answers = new Map<string, Response>();
  for (const type of ["smart_objects", "smart", "smart_faces_objects"]) {
    const answer = await get(`/${id}/-/scale_crop/150x150/${type}/center/`);
    expect([type, answer.status]).toEqual([type, 200]);
    expect(await brownOf(answer.clone())).toBeGreaterThan(800); // 30x30 of it, but for its edges
    answers.set(type, answer);
  }
  expect(answers.get("smart_objects")?.headers.get("intaglio-notice")).toBeNull();
  expect(answers.get("smart_faces_objects")?.headers.get("intaglio-notice")).toBe("no face detector: object stands in");
  expect((await server.explain(`/${id}/-/scale_crop/150x150/smart_objects/`)).output).toMatchObject({
    width: 150,
    height: 150,
  });
  const faces = await get(`/${id}/-/scale_crop/150x150/smart_faces/`);
  expect([faces.status, await faces.text()]).toEqual([400, expect.stringContaining("no detector for face")]);
  const hidden = await get(`/demo/image/upload/e_blur_faces/${id}.png`);
  expect([hidden.status, await hidden.text()]).toEqual([400, expect.stringMatching(/face/)]);
});

test("renditions made with a detector, without, and with its next version are told apart", async () => {
  const path = await exampleAt("versions.mjs");
  const plain = await start();
  const id = await plain.upload(product);
  const seeing = await start(path, plain.folder);
  await exampleAt("next.mjs", 2);
  const next = await start(join(folder, "next.mjs"), plain.folder);
  const etags = async (address: string): Promise<(string | null)[]> => {
    const tags: (string | null)[] = [];
    for (const one of [plain, seeing, next]) {
      const answer = await one.get(address);
      expect(answer.status).toBe(200);
      tags.push(answer.headers.get("etag"));
    }
    return tags;
  };
  const objects = await etags(`/${id}/-/scale_crop/150x150/smart_objects_points/center/`);
  expect(new Set(objects).size).toBe(3);
  const [same, ...others] = await etags(`/${id}/-/scale_crop/150x150/smart_points/center/`);
  expect(others).toEqual([same, same]);
  const refused = await plain.get(`/${id}/-/scale_crop/150x150/smart_objects/`);
  expect(refused.status).toBe(400); // still, with the others in the same process
});

test("a wrong option is told by its name", async () => {
  await expect(start("/nowhere/detector.mjs")).rejects.toThrow(/render\.detector: .*nowhere/);
  await expect(start("")).rejects.toThrow(/render\.detector is ""/);
  const wrong = { render: { detector: 7 } } as never;
  await expect(createTestMedia(wrong)).rejects.toThrow(/render\.detector is 7/);
});
