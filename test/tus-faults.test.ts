/** Uploads by the tus protocol that are killed, large, and come to several processes. */
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { bucketEnvironment, startBuckets } from "./support/buckets.ts";
import { publicKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { content, hashAt, hashOf } from "./support/parts-client.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const mebibyte = 1024 ** 2;
/** What is kept at once. */
const stride = 8 * mebibyte;
const script = new URL("support/parts-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
const hasS3 = await startBuckets();
const version = { "Tus-Resumable": "1.0.0" };

/** Begins an upload and gives its path, which is the same at the server's next life. */
async function begin({ url }: ServerProcess, bytes: number): Promise<string> {
  const metadata = Object.entries({ UPLOADCARE_PUB_KEY: publicKey, filename: "big.bin" })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
    .join(",");
  const headers = { ...version, "Upload-Length": String(bytes), "Upload-Metadata": metadata };
  const response = await fetch(`${url}/tus/`, { method: "POST", headers });
  expect(response.status, await response.text()).toBe(201);
  return new URL(response.headers.get("location") ?? "").pathname;
}

/** Where it is, and its file's id once it is one. */
async function look({ url }: ServerProcess, path: string): Promise<{ offset: number; file: string | null }> {
  const response = await fetch(url + path, { method: "HEAD", headers: version });
  expect(response.status).toBe(200);
  return { offset: Number(response.headers.get("upload-offset")), file: response.headers.get("intaglio-file") };
}

/** Sends a made-up file from an offset on. Rejects when the connection breaks. */
async function send(
  { url }: ServerProcess,
  path: string,
  [from, to]: readonly [number, number],
  onSent?: (bytes: number) => void,
): Promise<{ status: number; file: string | undefined }> {
  const headers = {
    ...version,
    "content-type": "application/offset+octet-stream",
    "content-length": to - from,
    "upload-offset": from,
  };
  const sending = request(url + path, { method: "PATCH", headers });
  const answered = new Promise<{ status: number; file: string | undefined }>((resolve, reject) => {
    sending.on("error", reject).on("response", (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, file: response.headers["intaglio-file"] as string | undefined });
    });
  });
  answered.catch(() => {}); // awaited below
  let sent = 0;
  function* counted(): Generator<Uint8Array> {
    for (const block of content(from, to)) {
      yield block;
      onSent?.((sent += block.byteLength));
    }
  }
  await pipeline(Readable.from(counted()), sending).catch(() => {});
  return answered;
}

test.each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
] as const)(
  "a server killed in mid upload and while it joins loses nothing that it said it has, on %s",
  { timeout: 120_000 },
  async (_, isThere, database) => {
    if (!isThere) return;
    const bytes = 70 * mebibyte + 12_345;
    const env = { DATA: await newFolder(), ...(await database()) };
    let server = await startServer(script, env);
    const path = await begin(server, bytes);
    let said = 0;
    for (const killAfter of [20, 10, 13]) {
      const { offset } = await look(server, path);
      expect(offset).toBeGreaterThanOrEqual(said);
      expect(offset % stride).toBe(0);
      const first = Math.min(bytes, offset + stride);
      expect((await send(server, path, [offset, first])).status).toBe(204);
      said = first;
      const kill = (sent: number): void => void (sent >= killAfter * mebibyte && server.stop("SIGKILL"));
      await expect(send(server, path, [first, bytes], kill)).rejects.toThrow();
      await server.stop("SIGKILL");
      server = await startServer(script, env);
    }
    const { offset } = await look(server, path);
    const last = send(server, path, [offset, bytes], (sent) => {
      if (sent >= bytes - offset) void sleep(5).then(() => server.stop("SIGKILL"));
    });
    await last.catch(() => {}); // the answer may have come before the kill
    await server.stop("SIGKILL");
    server = await startServer(script, env);
    let now = await look(server, path);
    if (now.file === null) await send(server, path, [now.offset, bytes]);
    now = await look(server, path);
    expect(now).toEqual({ offset: bytes, file: path.slice(5, 41) });
    expect(await hashAt(`${server.url}/${now.file}/`)).toBe(hashOf(bytes));
    await server.stop();
  },
);

test.runIf(hasPostgres)("several processes go on with one upload, one at a time", async () => {
  const bytes = 64 * mebibyte;
  const env = { DATA: await newFolder(), DATABASE: await newSchema() };
  const [one, other] = await Promise.all([startServer(script, env), startServer(script, env)]);
  const path = await begin(one, bytes);
  expect((await send(one, path, [0, stride])).status).toBe(204);
  expect((await look(other, path)).offset).toBe(stride);
  const answers = await Promise.all([one, other].map((server) => send(server, path, [stride, bytes])));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
  const { file } = await look(other, path);
  expect(await hashAt(`${one.url}/${file}/`)).toBe(hashOf(bytes));
  await Promise.all([one.stop(), other.stop()]);
});

test.each([
  ["disk", 1024, true, async () => ({})],
  ["unstorage", 512, true, async () => ({})],
  ["s3", 256, hasS3, bucketEnvironment],
] as const)(
  "on %s memory grows by less than 96 MiB for %i MiB, in two requests",
  { timeout: 300_000 },
  async (store, mebibytes, isThere, environment) => {
    if (!isThere) return;
    const bytes = mebibytes * mebibyte;
    const folder = await newFolder();
    const server = await startServer(script, { DATA: folder, STORE: store, ...(await environment()) });
    const upload = async (size: number): Promise<string> => {
      const path = await begin(server, size);
      const { status, file = "" } = await send(server, path, [0, size]);
      expect(status).toBe(204);
      return file;
    };
    await upload(32 * mebibyte); // so that all code is loaded
    const before = server.memory();
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, server.memory())), 25);
    const path = await begin(server, bytes);
    const half = bytes / 2;
    expect((await send(server, path, [0, half])).status).toBe(204);
    const { status, file } = await send(server, path, [half, bytes]);
    clearInterval(timer);
    expect(status).toBe(204);
    expect(await hashAt(`${server.url}/${file}/`)).toBe(hashOf(bytes));
    expect((peak - before) / mebibyte).toBeLessThan(96);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  },
);
