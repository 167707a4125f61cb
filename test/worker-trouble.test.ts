/** A worker that is stopped or killed while it measures says nothing about the file: the answer is to come back later. */
import type { ChildProcess } from "node:child_process";
import { channel } from "node:diagnostics_channel";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { startOutside } from "./support/listening.ts";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

const photo = await makePhoto(640, 480);
const troubles = { "is killed": "SIGKILL", "never answers": "SIGSTOP" } as const;

/** What every new worker of this process gets as soon as it runs. */
let signal: NodeJS.Signals | undefined;
const workers = new Set<ChildProcess>();
const born = (message: unknown): void => {
  const worker = (message as { process: ChildProcess }).process;
  workers.add(worker.once("exit", () => workers.delete(worker)));
  worker.once("spawn", () => signal && worker.kill(signal));
};
beforeEach(() => channel("child_process").subscribe(born));
afterEach(() => {
  channel("child_process").unsubscribe(born);
  signal = undefined;
});

async function start(options: Parameters<typeof createTestMedia>[0] = {}): Promise<TestMedia> {
  const server = await createTestMedia({
    delivery: "open",
    render: { workers: 1, deadlineSeconds: 4 }, // enough for a new worker on a busy machine,
    limits: { uploadTypes: ["*"] },
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

/** From now on: those that are there as well as those that come. */
function trouble(with_: NodeJS.Signals): void {
  signal = with_;
  for (const worker of workers) worker.kill(with_);
}

async function recover(): Promise<void> {
  signal = undefined;
  for (const worker of workers) {
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.kill("SIGKILL");
    await ended;
  }
}

/** Refused, without a word against the file, for so many seconds. */
async function expectLater(answering: Promise<Response>): Promise<number> {
  const answer = await answering;
  const text = await answer.text();
  expect(answer.status, text).toBe(503);
  const seconds = Number(answer.headers.get("retry-after"));
  expect(seconds, text).toBeGreaterThan(0);
  expect(text).toMatch(/The picture took too long to process|The picture's processing broke off/);
  expect(text).toContain("try again");
  return seconds;
}

describe.each(Object.entries(troubles))("a worker that %s", (_, how) => {
  test("keeps nothing of an upload, and the same upload is taken later", async () => {
    const server = await start();
    trouble(how);
    await expectLater(server.post(photo));
    expect((await server.media.files.list()).files).toEqual([]);
    await recover();
    const id = await server.upload(photo);
    expect(await server.media.files.find(id)).toMatchObject({ type: "image/jpeg", image: { width: 640 } });
  });

  test.each([
    ["facts in Uploadcare's words", (id: string) => `/${id}/-/main_colors/3/`],
    ["picture in Uploadcare's words", (id: string) => `/${id}/-/preview/64x64/`],
    ["picture in Cloudinary's words", (id: string) => `/demo/image/upload/w_64/${id}`],
    ["picture in Cloudflare's words", (id: string) => `/cdn-cgi/image/w=64/${id}`],
    ["picture in ipx's words", (id: string) => `/_ipx/w_64/${id}`],
  ])("gives no %s for a minute, and says how long", async (_what, pathOf) => {
    let now = Date.now();
    const dialects = [uploadcare({ publicKey }), cloudinary(), cloudflare(), ipx()];
    const server = await start({ dialects, clock: () => now });
    const id = await server.upload(photo);
    const path = pathOf(id);
    trouble(how);
    expect(await expectLater(server.get(path))).toBe(60);
    await recover();
    now += 20_000;
    expect(await expectLater(server.get(path))).toBe(40);
    now += 40_000;
    expect((await server.get(path)).status).toBe(200);
  });

  test("refuses no picture of another server's for good", async () => {
    const origin = await startOutside((_request, response) => void response.end(photo));
    onTestFinished(() => origin.close());
    let now = Date.now();
    const server = await start({
      dialects: [uploadcare({ publicKey }), ipx()],
      clock: () => now,
      remote: { origins: [{ origin: origin.url, private: true }] },
    });
    const path = `/_ipx/w_64/${origin.url}/a.jpg`;
    trouble(how);
    expect(await expectLater(server.get(path))).toBe(60);
    await recover();
    now += 60_000;
    expect((await server.get(path)).status).toBe(200);
  });
});
