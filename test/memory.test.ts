/** A gibibyte goes in without being held in memory, through Express, on the disk store and on unstorage. */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { growth, mebibyte, postLarge } from "./support/large-upload.ts";
import { startServer } from "./support/server-process.ts";

const size = 1024 * mebibyte;
const script = new URL("support/upload-server.ts", import.meta.url).pathname;

test.each(["disk", "unstorage"])("on %s, memory grows by less than 80 MiB", { timeout: 240_000 }, async (store) => {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-memory-"));
  const server = await startServer(script, { DATA: folder, STORE: store });
  try {
    expect((await postLarge(server.url, 32 * mebibyte)).status, "a smaller one first, so that all code is loaded").toBe(
      200,
    );
    const { grown } = await growth(server, async () => {
      const { status, text, sha256 } = await postLarge(server.url, size);
      expect(status, text).toBe(200);
      const { file } = JSON.parse(text) as { file: string };
      const hash = createHash("sha256");
      const download = await fetch(`${server.url}/${file}/`);
      for await (const part of download.body ?? []) hash.update(part);
      expect(hash.digest("hex"), "what comes back is what went in").toBe(sha256);
    });
    expect(grown / mebibyte).toBeLessThan(80);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
