/** All of a group in one archive: what is in it, under which names, and what stays of one that nobody reads to its end. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { makeGroup, makeRed, withServer } from "./support/groups.ts";
import { makePhoto } from "./support/media.ts";
import { newFolder } from "./support/places.ts";

const red = await makeRed();
const photo = await makePhoto(80, 60, 3);

describe("archives", () => {
  const run = promisify(execFile);

  test.each(["zip", "tar"] as const)("%s holds the originals, each once, under harmless names", (format) =>
    withServer({ delivery: "open" }, async (server) => {
      const large = await sharp(await makePhoto(3000, 2000, 5))
        .png({ compressionLevel: 0 })
        .toBuffer();
      const ids = [
        await server.upload(red, { name: "../../etc/passwd" }),
        await server.upload(photo, { name: "same.jpg" }),
        await server.upload(large, { name: "Same.jpg" }),
        await server.upload(photo, { name: "SAME.JPG" }),
        await server.upload(photo, { name: `${"long".repeat(60)}.jpg` }),
        await server.upload(photo, { name: ".кот .jpg" }),
      ];
      const group = await makeGroup(server, [...ids, `${ids[0]}/-/resize/5x/`]);
      const path = `/${group.id}/archive/${format}/`;
      const answer = await server.get(`${path}all%20%22of%22%20it`);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": format === "zip" ? "application/zip" : "application/x-tar",
        "content-disposition": `attachment; filename="all _of_ it.${format}"; filename*=UTF-8''all%20%22of%22%20it.${format}`,
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.headers.get("content-length")).toBe(String(bytes.byteLength));
      const head = await server.get(path, {}, "HEAD");
      expect([head.headers.get("content-length"), await head.text()]).toEqual([String(bytes.byteLength), ""]);
      const folder = await newFolder();
      const file = join(folder, `all.${format}`);
      await writeFile(file, bytes);
      if (format === "zip") await run("unzip", ["-q", file, "-d", folder]);
      else await run("tar", ["-xf", file, "-C", folder]);
      const names = [
        "passwd.png",
        "same.jpg",
        "Same.png",
        "SAME-2.JPG",
        `${"long".repeat(60).slice(0, 86)}.jpg`,
        "_____.jpg",
      ];
      const originals = [red, photo, large, photo, photo, photo];
      for (const [at, name] of names.entries())
        expect((await readFile(join(folder, name))).equals(originals[at] as Buffer), name).toBe(true);
      await server.media.files.remove(ids[1] as string);
      expect((await server.get(path)).status).toBe(404);
    }),
  );

  test.each(["zip", "tar"] as const)("%s that nobody reads to its end lets go of what it was reading", (format) =>
    withServer({ delivery: "open" }, async (server) => {
      const large = await sharp(await makePhoto(3000, 2000, 5))
        .png({ compressionLevel: 0 })
        .toBuffer();
      const group = await makeGroup(server, [await server.upload(large), await server.upload(photo)]);
      const openFiles = async () =>
        (await run("ls", ["-l", `/proc/${process.pid}/fd`])).stdout.split(server.folder).length;
      const before = await openFiles();
      for (let turn = 0; turn < 5; turn += 1) {
        const reader = ((await server.get(`/${group.id}/archive/${format}/`)).body as ReadableStream).getReader();
        for (let chunk = 0; chunk < 4; chunk += 1) await reader.read();
        await reader.cancel();
      }
      await expect.poll(openFiles).toBe(before);
    }),
  );
});
