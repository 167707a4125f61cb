import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError, type LeaseTable } from "@intaglio/contract";
import { expect, test } from "vitest";
import type { Rendition } from "../../src/engine.ts";
import { RenditionCache } from "../../src/rendition/cache.ts";
import { createMemoryCache } from "../../src/rendition/memory.ts";
import type { RenditionStore } from "../../src/rendition/store.ts";

const file = "6f6e6c79-2074-4573-a420-64617461aa01";
const key = (name: string): string => `renditions/${file}/${name}`;
const picture: Rendition = { bytes: new Uint8Array([1]), type: "image/png", width: 1, height: 1 };
const make = async (): Promise<Rendition> => picture;

interface Given {
  readonly leases?: Partial<LeaseTable>;
  readonly maxMaking?: number;
}

/** A cache with nothing kept, and leases that are always free. */
function create({ leases, maxMaking = 10 }: Given = {}): RenditionCache {
  const store = { read: async () => undefined, write: async () => {}, close: async () => {} };
  return new RenditionCache({
    memory: createMemoryCache(0),
    store: store as unknown as RenditionStore,
    leases: { acquire: async () => true, release: async () => {}, ...leases },
    owner: "me",
    leaseMs: 1000,
    clock: Date.now,
    maxMaking,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
}

const codeOf = (making: Promise<unknown>): Promise<string> =>
  making.then(
    () => "made",
    (error: unknown) => (error instanceof IntaglioError ? error.code : `not ours: ${String(error)}`),
  );

test("a flood of pictures is refused before any lease is taken", async () => {
  let taken = 0;
  const cache = create({ maxMaking: 3, leases: { acquire: async () => (taken += 1) > 0 } });
  const slow = async (): Promise<Rendition> => sleep(50, picture);
  const codes = await Promise.all(
    Array.from({ length: 50 }, (_, at) => codeOf(cache.getOrMake(key(`${at}`), file, slow))),
  );
  expect(codes.filter((code) => code === "made")).toHaveLength(3);
  expect(codes.filter((code) => code === "QUEUE_FULL")).toHaveLength(47);
  expect(taken).toBe(3);
  expect(await codeOf(cache.getOrMake(key("later"), file, make)), "there is room again").toBe("made");
});

test("a database that gives no leases stops no picture", async () => {
  const refuse = async (): Promise<never> => {
    throw new IntaglioError("DATABASE_FAILED", "away");
  };
  expect(await codeOf(create({ leases: { acquire: refuse } }).getOrMake(key("a"), file, make))).toBe("made");
  expect(await codeOf(create({ leases: { release: refuse } }).getOrMake(key("a"), file, make))).toBe("made");
});

test("who waits for another process's picture hears that the file went", async () => {
  const cache = create({ leases: { acquire: async () => false } });
  const waiting = codeOf(cache.getOrMake(key("a"), file, make));
  await sleep(10);
  cache.drop(file);
  expect(await waiting).toBe("FILE_NOT_FOUND");
});
