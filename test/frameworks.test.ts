/** One suite for every framework: each playground on a real socket, at the root and below a path, beside plain Node on the same data. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { behaviours } from "./frameworks/behaviours.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { playgrounds } from "./frameworks/playgrounds.ts";
import type { Place, Stored } from "./frameworks/place.ts";
import { sameAnswers } from "./frameworks/same-answers.ts";
import { makePhoto } from "./support/media.ts";
import type { ServerProcess } from "./support/server-process.ts";

test("there are at least forty cases", () => {
  expect(Object.keys(sameAnswers).length + Object.keys(behaviours).length).toBeGreaterThanOrEqual(40);
});

describe.each(["", "/media"])("below %j", (base) => {
  let folder: string;
  let reference: ServerProcess;
  let stored: Pick<Place, "photo" | "large">;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-frameworks-"));
    reference = await playgrounds["Node"].start(variables());
    const noise = await sharp(randomBytes(2000 * 1500 * 3), { raw: { width: 2000, height: 1500, channels: 3 } })
      .jpeg({ quality: 95 })
      .toBuffer();
    stored = { photo: await store(await makePhoto(900, 600)), large: await store(noise) };
  });

  afterAll(async () => {
    await reference?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const variables = (): Record<string, string> => ({
    INTAGLIO_DATA: folder,
    INTAGLIO_BASE_PATH: base === "" ? "/" : base,
  });

  async function store(bytes: Uint8Array): Promise<Stored> {
    const parts = multipart([
      ["UPLOADCARE_PUB_KEY", "demopublickey"],
      ["file", bytes, "photo.jpg"],
    ]);
    const answer = await send(reference.url, { method: "POST", path: `${base}/base/`, ...parts });
    if (answer.status !== 200) throw new Error(answer.body.toString());
    return { id: String(json(answer)["file"]), bytes: Buffer.from(bytes) };
  }

  describe.each(Object.entries(playgrounds))("%s", (_name, playground) => {
    let server: ServerProcess;
    let place: Place;

    beforeAll(async () => {
      server = await playground.start(variables());
      place = { origin: server.url, base, ...stored };
    }, 240_000);

    afterAll(async () => server?.stop());

    test.each(Object.entries(sameAnswers))("the same answer: %s", async (name, ask) => {
      const limit = playground.limits?.[name];
      const answer = await send(place.origin, ask(place));
      if (limit !== undefined) return expect(answer.status, limit.why).toBe(limit.status);
      const expected = await send(reference.url, ask(place));
      expect(answer.status, answer.body.toString("latin1").slice(0, 300)).toBe(expected.status);
      expect(answer.headers).toEqual(expected.headers);
      expect(answer.body.equals(expected.body)).toBe(true);
      return undefined;
    });

    test.each(Object.entries(behaviours))("%s", (_what, check) => check(place));
  });
});
