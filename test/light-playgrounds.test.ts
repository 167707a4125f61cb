/** The small playgrounds as their users have them: from packed tarballs, with what each declares and nothing from outside. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { globSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { heavyPlaygrounds } from "../scripts/heavy-playground.ts";
import { installLightPlaygrounds, lightPlaygrounds } from "../scripts/light-playgrounds.ts";
import { root } from "../scripts/workspace.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { signed } from "./frameworks/place.ts";
import { deliveryKey, makePhoto } from "./support/media.ts";
import { startBuilt, type ServerProcess } from "./support/server-process.ts";

const hook = new URL("support/only-within.ts", import.meta.url);
const keys = {
  INTAGLIO_SECRET: "a-secret-of-the-tests-that-is-long-enough",
  INTAGLIO_UPLOADCARE_PUBLIC_KEY: "demopublickey",
  INTAGLIO_UPLOADCARE_SECRET_KEY: "a-secret-key-of-the-tests",
  INTAGLIO_UPLOADCARE_DELIVERY_KEY: deliveryKey,
};

let folder: string;
let data: string;

beforeAll(async () => {
  folder = realpathSync(await installLightPlaygrounds());
  data = await mkdtemp(join(tmpdir(), "intaglio-light-"));
}, 240_000);

afterAll(() => rm(data, { recursive: true, force: true }));

/** Starts a script in production, which may load nothing from outside the folder. */
function start(script: string, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  return startBuilt(`--import=${hook.href}?folder=${folder}`, env, { cwd: folder, args: [script] });
}

test("they are all of the workspace's", () => {
  const servers = globSync("playground/*/server.ts", { cwd: root }).map((file) => basename(dirname(file)));
  const heavy: readonly string[] = heavyPlaygrounds;
  const light = servers.filter((name) => !heavy.includes(name));
  expect(light.toSorted((one, other) => (one < other ? -1 : 1))).toEqual(lightPlaygrounds);
});

describe.each(lightPlaygrounds)("%s", (name) => {
  test("takes a photo and gives a signed picture", { timeout: 60_000 }, async () => {
    const server = await start(join(folder, name, "server.ts"), { ...keys, INTAGLIO_DATA: join(data, name) });
    try {
      const parts = multipart([
        ["UPLOADCARE_PUB_KEY", "demopublickey"],
        ["file", await makePhoto(900, 600), "photo.jpg"],
      ]);
      const stored = await send(server.url, { method: "POST", path: "/base/", ...parts });
      expect(stored.status, stored.body.toString()).toBe(200);
      const path = `/${String(json(stored)["file"])}/-/scale_crop/123x77/center/-/format/png/`;
      const picture = await send(server.url, { path: signed({ base: "" }, path) });
      expect(picture.status, picture.body.toString()).toBe(200);
      expect(await sharp(picture.body).metadata()).toMatchObject({ width: 123, height: 77, format: "png" });
      expect((await send(server.url, { path })).status, "without its token").toBe(403);
    } finally {
      await server.stop();
    }
  });
});

test.each([
  ["outside of the app", `import ${JSON.stringify(join(root, "scripts", "workspace.ts"))};`],
  ["does not declare srvx", 'import "srvx";'], // installed, as a dependency of ours
])("what is %s stops the start", { timeout: 20_000 }, async (why, text) => {
  const script = join(folder, "node", "stranger.ts");
  await writeFile(script, text);
  try {
    await expect(start(script)).rejects.toThrow(why);
  } finally {
    await rm(script);
  }
});
