/** Over the whole table of plans: what an explanation says is what then comes. */
import { createRequire } from "node:module";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columns } from "../packages/dialects/test/plans/columns.ts";
import { columnNames, type ColumnName } from "../packages/dialects/test/plans/row.ts";
import { topics } from "../packages/dialects/test/plans.ts";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";
import { pick, seeded } from "./support/random.ts";

const tableId = "6f6e6c79-2074-4573-a420-64617461aa01";
let server: TestMedia;
let id: string;

beforeAll(async () => {
  server = await createTestMedia({
    dialects: [uploadcare(), cloudinary(), cloudflare(), ipx()],
    delivery: "open",
    keepMetadata: true,
    fonts: [createRequire(import.meta.url).resolve("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf")],
    render: { renderer: "inline" },
  });
  id = await server.upload(await makePhoto(320, 240));
  await server.media.files.update(id, { customId: "cat" });
  const other = await server.upload(await makePhoto(200, 300, 2));
  await server.media.files.update(other, { customId: "cat.jpg" });
});
afterAll(() => server.close());

function addresses(name: ColumnName): string[] {
  const sayings = Object.values(topics).flatMap((rows) => rows.map((row) => row[name]));
  return sayings.flatMap((saying) => {
    if (typeof saying === "object" && "cannot" in saying) return [];
    return columns[name].path(typeof saying === "string" ? saying : saying.says).replaceAll(tableId, id);
  });
}

describe.each(columnNames)("%s", (name) => {
  test("every address is answered as explained", async () => {
    const headers = { accept: "image/webp,image/*" };
    const all = addresses(name);
    let shown = 0;
    for (const url of all) {
      const told = await server.media.explain(url, headers);
      const response = await server.get(url, headers);
      expect(response.status, url).toBe(told.status);
      if (!response.ok) {
        await response.body?.cancel();
        continue;
      }
      shown += 1;
      const picture = await sharp(await response.arrayBuffer()).metadata();
      const { output, rendition, steps, delivery } = told;
      expect(response.headers.get("intaglio-notice") ?? "", url).toBe(delivery?.notices.join("; "));
      expect(response.headers.get("etag"), url).toBe(`"${rendition?.name}"`);
      expect(response.headers.get("content-type"), url).toBe(output?.type);
      expect(response.headers.get("vary") ?? "", url).toBe(output?.vary.join(", "));
      const [width, height] = [output?.width ?? 0, output?.height ?? 0];
      if (steps.at(-1)?.atMost) {
        expect(picture.width, url).toBeLessThanOrEqual(width);
        expect(picture.height, url).toBeLessThanOrEqual(height);
      } else expect([picture.width, picture.height], url).toEqual([width, height]);
    }
    expect(shown).toBeGreaterThanOrEqual(all.length * 0.85);
  });
});

test("changed addresses are explained, never thrown, with the status they get", async () => {
  const random = seeded(20_26);
  const all = columnNames.flatMap(addresses);
  const marks = [..."/-_,:.%~?=&#0x\u00e9 ", "%2F", "%00", "//", "..", "9999", "-/"];
  const statuses = new Map<number, number>();
  for (let at = 0; at < 600; at += 1) {
    const url = pick(random, all);
    const place = 1 + Math.floor(random() * url.length);
    const changed = url.slice(0, place) + pick(random, marks) + url.slice(place + Math.floor(random() * 2));
    const { status } = await server.media.explain(changed);
    const response = await server.get(changed);
    await response.body?.cancel();
    expect(status, changed).toBe(response.status);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404]));
});
