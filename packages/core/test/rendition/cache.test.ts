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
  readonly write?: () => Promise<void>;
  readonly memoryBytes?: number;
}

/** A cache with nothing kept, and leases that are always free. */
function create({ leases, maxMaking = 10, write = async () => {}, memoryBytes = 0 }: Given = {}): RenditionCache {
  const store = { read: async () => undefined, write, close: async () => {} };
  return new RenditionCache({
    memory: createMemoryCache(memoryBytes),
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

test("a picture goes out before it is kept, and is not made again meanwhile", async () => {
  const kept = Promise.withResolvers<void>();
  const released: string[] = [];
  const release = async (names: readonly string[]): Promise<void> => void released.push(...names);
  const cache = create({ write: () => kept.promise, leases: { release } });
  let made = 0;
  const count = async (): Promise<Rendition> => {
    made += 1;
    return picture;
  };
  await cache.getOrMake(key("a"), file, count);
  await cache.getOrMake(key("a"), file, count);
  expect(made).toBe(1);
  await sleep(60);
  expect(released, "others may not make it before it is there").toEqual([]);
  kept.resolve();
  await cache.close();
  expect(released).toEqual([`render:${key("a")}`]);
  await cache.getOrMake(key("a"), file, count);
  expect(made, "nothing was kept in memory").toBe(2);
});

test("what is being kept counts as in the making", async () => {
  const kept = Promise.withResolvers<void>();
  const cache = create({ maxMaking: 2, write: () => kept.promise });
  for (const name of ["a", "b"]) await cache.getOrMake(key(name), file, make);
  expect(await codeOf(cache.getOrMake(key("c"), file, make))).toBe("QUEUE_FULL");
  kept.resolve();
  await cache.close();
  expect(await codeOf(cache.getOrMake(key("c"), file, make))).toBe("made");
});

test("a picture whose file went while it was kept is forgotten", async () => {
  const gone = async (): Promise<never> => {
    throw new IntaglioError("FILE_NOT_FOUND");
  };
  const cache = create({ write: gone, memoryBytes: 1_000 });
  expect(await codeOf(cache.getOrMake(key("a"), file, make))).toBe("made");
  await cache.close();
  expect(await cache.find(key("a"))).toBeUndefined();
  expect(await codeOf(cache.prepare(key("b"), file, make, new AbortController().signal))).toBe("FILE_NOT_FOUND");
});
