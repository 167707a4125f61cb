/** What the server leans on fails: storage, database, disk. Clear answers, nothing half done, and recovery without a restart. */
import { createServer as createHttpServer } from "node:http";
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { IntaglioError } from "@intaglio/contract";
import { diskBlobs, preview, unstorageBlobs, type BlobStore } from "intaglio";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import memoryDriver from "unstorage/drivers/memory";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { newSchema } from "./support/places.ts";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import { optional, postgresUrl } from "./support/optional.ts";

const photo = await makePhoto();
const servers: TestMedia[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Parameters<typeof createTestMedia>[0]): Promise<TestMedia> {
  const server = await createTestMedia({ delivery: "open", ...options });
  servers.push(server);
  return server;
}

/** Every answer's status, after a look for what must not be in it. */
async function statuses(...answers: Promise<Response>[]): Promise<number[]> {
  return Promise.all(
    answers.map(async (answering) => {
      const answer = await answering;
      const text = await answer.text();
      if (answer.status >= 400) expect(text).not.toMatch(/secret|Error:|at .*:\d+/);
      if (answer.status === 503) expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
      return answer.status;
    }),
  );
}

describe("storage", () => {
  test.each(["setItemRaw", "setItem"] as const)(
    "that fails to keep (%s) gives 502, and nothing is visible",
    async (method) => {
      const driver = memoryDriver();
      const own = driver[method]?.bind(driver);
      let fails = false;
      Object.assign(driver, {
        [method]: async (...given: [never, never, never]) => {
          if (fails) throw new Error("a secret host refused");
          return own?.(...given);
        },
      });
      const server = await start({ blobs: unstorageBlobs({ driver }) });
      const id = await server.upload(photo);
      fails = true;
      expect(await statuses(server.post(photo), server.get(`/${id}/`))).toEqual([502, 200]);
      fails = false;
      expect(await statuses(server.post(photo))).toEqual([200]);
      expect((await server.media.files.list()).files).toHaveLength(2);
    },
  );

  test("that fails in mid-stream ends the download, and never shortens it", async () => {
    const driver = memoryDriver();
    const own = driver.getItemRaw?.bind(driver);
    Object.assign(driver, {
      getItemRaw: (key: string, options: never) => {
        if (key.endsWith(":2")) throw new Error("a secret host went away");
        return own?.(key, options);
      },
    });
    const server = await start({ blobs: unstorageBlobs({ driver, chunkBytes: 1000 }), limits: { uploadTypes: ["*"] } });
    const id = await server.upload(Buffer.alloc(9000));
    const response = await server.get(`/${id}/`);
    expect(response.headers.get("content-length")).toBe("9000");
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  test("that fails is logged once, under the id the client got, and without the token", async () => {
    const blobs = unstorageBlobs({ driver: memoryDriver() });
    const broken: Pick<BlobStore, "open"> = {
      open: () => Promise.reject(new IntaglioError("STORAGE_FAILED", "a secret host refused")),
    };
    const server = await start({
      blobs: Object.assign(blobs, broken),
      limits: { uploadTypes: ["*"] },
      delivery: "signed",
    });
    const id = await server.upload(Buffer.from("text"));
    const url = server.media.url(id);
    const response = await server.get(url);
    expect([response.status, response.headers.get("cache-control")]).toEqual([502, "no-store"]);
    const errors = server.log.filter(({ level }) => level === "error");
    expect(errors).toMatchObject([
      { fields: { requestId: response.headers.get("x-request-id"), code: "STORAGE_FAILED" } },
    ]);
    expect(JSON.stringify(server.log)).not.toMatch(/hmac|token=/);
  });

  test("nor with a signature that stands in the path, or in another server's address", async () => {
    const fail = (): Promise<never> => Promise.reject(new IntaglioError("STORAGE_FAILED", "a secret host refused"));
    const blobs = unstorageBlobs({ driver: memoryDriver() });
    const broken = { open: fail };
    const clouds = cloudinary({ apiSecrets: ["a-secret-of-a-cloud"] });
    const origin = createHttpServer((_, response) => void response.end(photo));
    await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void origin.close());
    const elsewhere = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`;
    const { sign } = clouds.create({ deriveKey: () => new Uint8Array(32) });
    const server = await start({
      blobs: Object.assign(blobs, broken),
      limits: { uploadTypes: ["*"] },
      remote: { origins: [{ origin: elsewhere, private: true }] },
      dialects: [clouds, uploadcare({ publicKey }), ipx()],
      render: { renderer: "inline" },
    });
    const id = await server.upload(Buffer.from("text"));
    const url = sign(`/demo/image/upload/${id}`, Infinity, "exact");
    expect((await server.get(url)).status).toBe(503);
    expect(JSON.stringify(server.log)).toContain(`s--...--/${id}`);
    expect(JSON.stringify(server.log)).not.toMatch(/s--[\w-]+--/);
    Object.assign(blobs, { put: fail });
    expect((await server.get(`/_ipx/_/${encodeURIComponent(`${elsewhere}/a.png?key=another-secret`)}`)).status).toBe(
      502,
    );
    expect(JSON.stringify(server.log)).toContain("a.png");
    expect(JSON.stringify(server.log)).not.toContain("another-secret");
  });

  test("that lost a file's bytes reads as missing, for original and rendition", async () => {
    const server = await start({ render: { renderer: "inline" } });
    const id = await server.upload(photo);
    await rm(join(server.folder, "files", "files"), { recursive: true });
    expect(await statuses(server.get(`/${id}/`), server.get(`/${id}/-/preview/30x30/`))).toEqual([404, 404]);
  });

  test("that is full gives 507, reads go on, and it recovers", async () => {
    let full = false;
    const shelves = new Map<string, BlobStore>();
    const shelf = (folder: string): BlobStore => {
      const inner = diskBlobs({ folder });
      const put: BlobStore["put"] = async (key, body, options) => {
        for await (const _ of full ? body : []) throw new IntaglioError("STORAGE_FULL", "ENOSPC");
        return inner.put(key, body, options);
      };
      shelves.set(folder, inner);
      return Object.assign(Object.create(inner) as BlobStore, {
        put,
        open: inner.open.bind(inner),
        stat: inner.stat.bind(inner),
        pathOf: inner.pathOf?.bind(inner),
        remove: inner.remove.bind(inner),
        list: inner.list.bind(inner),
        sweep: inner.sweep.bind(inner),
        close: inner.close.bind(inner),
      });
    };
    const folder = (await start({})).folder;
    const server = await start({ blobs: shelf(join(folder, "a")), renditions: { blobs: shelf(join(folder, "b")) } });
    const id = await server.upload(photo);
    full = true;
    const made = `/${id}/-/preview/31x31/`;
    expect(await statuses(server.post(photo), server.get(`/${id}/`), server.get(made), server.get(made))).toEqual([
      507, 200, 200, 200,
    ]);
    expect(server.log.some(({ message }) => message === "keeping a rendition failed")).toBe(true);
    full = false;
    expect(await statuses(server.post(photo))).toEqual([200]);
    expect((await server.media.files.list()).files).toHaveLength(2);
  });
});

test("while another process holds SQLite's lock, what is there is served", async () => {
  const server = await start({});
  const id = await server.upload(photo);
  const url = `/${id}/-/preview/40x40/`;
  await statuses(server.get(url));
  const other = new DatabaseSync(join(server.folder, "records.sqlite"));
  other.exec("begin immediate");
  const begun = performance.now();
  expect(await statuses(server.get(`/${id}/`), server.get(url))).toEqual([200, 200]);
  expect(performance.now() - begun).toBeLessThan(2000);
  const waiting = statuses(server.post(photo));
  other.exec("rollback");
  other.close();
  expect(await waiting).toEqual([200]);
});

test("a client that leaves is no failure of ours", async () => {
  const server = await start({});
  const id = await server.upload(await makePhoto(1200, 900));
  const leaving = new AbortController();
  const answer = server.media.fetch(new Request(`http://h/${id}/-/blur/900/`, { signal: leaving.signal }));
  setTimeout(() => leaving.abort(), 20);
  expect((await answer).status).toBe(503);
  expect(server.log.filter(({ level }) => level === "error")).toEqual([]);
});

test("a flood of renders refuses no upload", async () => {
  const server = await start({ render: { workers: 1, queueLength: 2 } });
  const id = await server.upload(await makePhoto(1200, 900));
  const flood = statuses(
    ...Array.from({ length: 12 }, (_, at) => server.get(`/${id}/-/blur/${100 + at}/-/format/jpeg/`)),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await statuses(...Array.from({ length: 4 }, () => server.post(photo)))).toEqual([200, 200, 200, 200]);
  const answers = await flood;
  expect(answers.filter((status) => status === 503).length, answers.join()).toBeGreaterThan(0);
  expect(answers.filter((status) => status === 200).length, answers.join()).toBeGreaterThan(0);
});

/** A way to PostgreSQL that can be cut. */
async function createCut(): Promise<{ port: number; cut(): void; mend(): void; server: Server }> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const { hostname, port } = new URL(postgresUrl);
  const server = createServer((from) => {
    const to = connect(Number(port || 5432), hostname);
    const end = (): void => void [from, to].map((socket) => socket.destroy());
    for (const socket of [from, to]) sockets.add(socket.on("error", end).on("close", end));
    if (isCut) return end();
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    server,
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    mend: () => void (isCut = false),
  };
}

test.skipIf(!(await optional("postgres")))(
  "while PostgreSQL is away what was served goes on being served, all else is 503, and what was not acknowledged is absent",
  async () => {
    const way = await createCut();
    const address = new URL(await newSchema());
    address.host = `127.0.0.1:${way.port}`;
    const server = await start({ database: address.href });
    const id = await server.upload(photo);
    const served = `/${id}/-/preview/33x33/`;
    expect(await statuses(server.get(served))).toEqual([200]);
    const requests = Array.from({ length: 10 }, (_, at) => [
      server.get(`/${id}/-/resize/${50 + at}x/`),
      server.post(photo),
    ]).flat();
    await new Promise((resolve) => setTimeout(resolve, 40));
    way.cut();
    const answers = await statuses(...requests);
    expect(
      answers.every((status) => status === 200 || status === 503),
      answers.join(),
    ).toBe(true);
    expect(await statuses(server.get(served), server.get(`/${id}/`), server.post(photo))).toEqual([200, 503, 503]);
    await expect(server.media.files.remove(id)).rejects.toMatchObject({ code: "DATABASE_FAILED" });
    way.mend();
    expect(
      await statuses(server.get(`/${id}/`), server.get(server.media.url(id, [preview(9, 9)], { signed: false }))),
    ).toEqual([200, 200]);
    const kept = answers.filter((status, at) => at % 2 === 1 && status === 200).length;
    expect((await server.media.files.list()).files).toHaveLength(1 + kept);
    await servers.pop()?.close();
    way.server.close();
  },
);
