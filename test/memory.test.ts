/** A gibibyte goes in without being held in memory, through Express, on the disk store and on unstorage. */
import { createHash } from "node:crypto";
import { request } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const mebibyte = 1024 ** 2;
const size = 1024 * mebibyte;
const script = new URL("support/upload-server.ts", import.meta.url).pathname;

async function post(url: string, bytes: number): Promise<{ status: number; text: string; sha256: string }> {
  const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
  const tail = `\r\n--b\r\nContent-Disposition: form-data; name="UPLOADCARE_PUB_KEY"\r\n\r\ndemopublickey\r\n--b--\r\n`;
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(mebibyte);
  function* body(): Generator<Uint8Array> {
    yield Buffer.from(head);
    for (let sent = 0; sent < bytes; sent += chunk.byteLength) {
      const part = Buffer.from(chunk);
      part.writeUInt32LE(sent / mebibyte, 0);
      hash.update(part);
      yield part;
    }
    yield Buffer.from(tail);
  }
  const sending = request(`${url}/base/`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b", "content-length": head.length + bytes + tail.length },
  });
  const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
    sending.on("error", reject).on("response", (response) => {
      let text = "";
      response
        .on("data", (part: Buffer) => (text += part.toString()))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
  await pipeline(Readable.from(body()), sending);
  return { ...(await answered), sha256: hash.digest("hex") };
}

async function growth(server: ServerProcess, run: () => Promise<void>): Promise<number> {
  const before = server.memory();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, server.memory())), 25);
  await run();
  clearInterval(timer);
  return peak - before;
}

test.each(["disk", "unstorage"])("on %s, memory grows by less than 80 MiB", { timeout: 240_000 }, async (store) => {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-memory-"));
  const server = await startServer(script, { DATA: folder, STORE: store });
  try {
    expect((await post(server.url, 32 * mebibyte)).status, "a smaller one first, so that all code is loaded").toBe(200);
    const grown = await growth(server, async () => {
      const { status, text, sha256 } = await post(server.url, size);
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
