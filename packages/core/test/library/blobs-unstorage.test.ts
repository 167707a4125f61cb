import { randomBytes } from "node:crypto";
import { blobStoreChecks } from "@intaglio/contract/checks";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createStorage } from "unstorage";
import type { Driver } from "unstorage";
import fsDriver from "unstorage/drivers/fs";
import memoryDriver from "unstorage/drivers/memory";
import redisDriver from "unstorage/drivers/redis";
import { optional, redisUrl } from "../../../../test/support/optional.ts";
import { unstorageBlobs } from "../../src/library/blobs-unstorage.ts";
import { newFolder } from "../../../../test/support/places.ts";

const hasRedis = await optional("redis");

async function* text(value: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(value);
}

async function* notOnlyBytes(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(9);
  yield "no bytes" as unknown as Uint8Array;
}

async function bodyOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString();
}

describe("the contract, on unstorage's memory driver", () => {
  for (const { name, run } of blobStoreChecks(() => unstorageBlobs({ driver: memoryDriver() }))) test(name, run);
});

describe("the contract, on unstorage's fs driver", () => {
  const create = async () => unstorageBlobs({ driver: fsDriver({ base: await newFolder() }) });
  for (const { name, run } of blobStoreChecks(create)) test(name, run);
});

describe.skipIf(!hasRedis)("the contract, on unstorage's redis driver", () => {
  const create = () => {
    const options = { base: `intaglio-test-${randomBytes(8).toString("hex")}`, url: redisUrl, scanCount: 1_000 };
    onTestFinished(async () => {
      const storage = createStorage({ driver: redisDriver(options) });
      await storage.clear();
      await storage.dispose();
    });
    return unstorageBlobs({ driver: redisDriver(options) });
  };
  for (const { name, run } of blobStoreChecks(create)) test(name, run);
});

describe("what is particular to chunks", () => {
  const small = (driver: Driver = memoryDriver()) => unstorageBlobs({ driver, chunkBytes: 4 });

  test("a range reads only the chunks it needs", async () => {
    const read: string[] = [];
    const driver = memoryDriver();
    const getItemRaw = driver.getItemRaw?.bind(driver);
    const blobs = small({ ...driver, getItemRaw: (key, options) => (read.push(key), getItemRaw?.(key, options)) });
    await blobs.put("k", text("0123456789abcdef"));
    expect(await bodyOf((await blobs.open("k", { start: 5, end: 9 }))?.body ?? text(""))).toBe("56789");
    expect(read.map((key) => key.split(":").at(-1))).toEqual(["1", "2"]);
  });

  test("a driver that drops writes silently is found out", async () => {
    const driver = memoryDriver();
    await small(driver).put("old", text("old"));
    const readOnly: Driver = {
      ...driver,
      setItem: () => undefined,
      setItemRaw: () => undefined,
      removeItem: () => undefined,
    };
    await expect(small(readOnly).put("new", text("new"))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    await expect(small(readOnly).put("new", text(""))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    await expect(small(readOnly).put("old", text("new"))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    await expect(small(readOnly).remove("old")).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    expect(await bodyOf((await small(driver).open("old"))?.body ?? text("none"))).toBe("old");
  });

  test("a driver's own errors keep their cause", async () => {
    const cause = new Error("refused");
    const driver: Driver = { ...memoryDriver(), setItemRaw: () => Promise.reject(cause) };
    await expect(small(driver).put("k", text("0123456789"))).rejects.toMatchObject({
      code: "STORAGE_FAILED",
      detail: { cause },
    });
  });

  test.for([
    ["a Buffer", (value: Uint8Array) => Buffer.from(value)],
    ["an ArrayBuffer", (value: Uint8Array) => Uint8Array.from(value).buffer],
    ["a view", (value: Uint8Array) => new DataView(Uint8Array.from(value).buffer)],
    ["a Blob", (value: Uint8Array) => new Blob([Uint8Array.from(value)])],
    ["base64 text", (value: Uint8Array) => `base64:${Buffer.from(value).toString("base64")}`],
    ["a Buffer's JSON", (value: Uint8Array) => Buffer.from(value).toJSON()],
  ] as const)("%s is taken for bytes", async ([, give]) => {
    const driver = memoryDriver();
    await small(driver).put("k", text("0123456789"));
    const giving: Driver = {
      ...driver,
      getItemRaw: async (key, options) => give((await driver.getItemRaw?.(key, options)) as Uint8Array),
    };
    expect(await bodyOf((await small(giving).open("k"))?.body ?? text(""))).toBe("0123456789");
  });

  test.for([
    ["text", "0123"],
    ["a number", 3],
    ["an object", {}],
    ["an error", new Error("EACCES")],
    ["bytes of another length", Buffer.alloc(3)],
  ] as const)("%s is not taken for bytes", async ([, value]) => {
    const driver = memoryDriver();
    await small(driver).put("k", text("0123456789"));
    const blob = await small({ ...driver, getItemRaw: () => value }).open("k");
    await expect(bodyOf(blob?.body ?? text(""))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  });

  test("what a killed put left is swept, and nothing else", async () => {
    const driver = memoryDriver();
    const blobs = small(driver);
    await blobs.put("whole", text("0123456789"));
    const broken = blobs.put("broken", notOnlyBytes());
    await expect(broken).rejects.toMatchObject({ code: "INTERNAL" });
    const dying: Driver = { ...driver, setItem: () => new Promise(() => {}) };
    void small(dying)
      .put("dying", text("0123456789"))
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await blobs.sweep(60_000)).toBe(0);
    expect(await blobs.sweep(0)).toBe(1);
    expect(await blobs.sweep(0)).toBe(0);
    expect(await bodyOf((await blobs.open("whole"))?.body ?? text(""))).toBe("0123456789");
    expect(await driver.getKeys("", {})).toHaveLength(4);
  });

  test.for(["", "{", '{"generation":"x', '{"generation":"m1-00","size":1}}}'])(
    "a manifest torn to %j is no blob, and can be put and removed again",
    async (torn) => {
      const driver = memoryDriver();
      const blobs = small(driver);
      for (const end of ["put", "remove"]) {
        await blobs.put("k", text("0123456789"));
        const name = (await driver.getKeys("", {})).find((key: string) => key.startsWith("manifests"));
        await driver.setItem?.(name ?? "", torn, {});
        expect(await blobs.open("k")).toBeUndefined();
        if (end === "put") await blobs.put("k", text("new"));
        else await blobs.remove("k");
        expect((await blobs.stat("k"))?.size).toBe(end === "put" ? 3 : undefined);
      }
      expect(await blobs.sweep(0)).toBe(3);
      expect(await driver.getKeys("", {})).toEqual([]);
    },
  );

  test("what is neither a manifest nor torn is an error", async () => {
    const blobs = small({ ...memoryDriver(), getItem: () => new Error("EACCES") });
    await expect(blobs.stat("k")).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  });

  test("a storage that fails right after it kept a manifest has a whole blob", async () => {
    const driver = memoryDriver();
    let fails = false;
    const failing: Driver = {
      ...driver,
      setItem: (key, value, options) => {
        fails = true;
        return driver.setItem?.(key, value, options);
      },
      getItem: (key, options) => (fails ? Promise.reject(new Error("gone")) : driver.getItem(key, options)),
    };
    await expect(small(failing).put("k", text("0123456789"))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    expect(await bodyOf((await small(driver).open("k"))?.body ?? text(""))).toBe("0123456789");
  });

  test("a long put shows signs of life, so that no sweep takes it for broken", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const driver = memoryDriver();
    const blobs = small(driver);
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (let minute = 0; minute < 10; minute += 1) {
        vi.advanceTimersByTime(61_000);
        yield new Uint8Array(5);
        expect(await blobs.sweep(180_000)).toBe(0);
      }
    }
    expect(await blobs.put("k", slow())).toBe(50);
    expect((await bodyOf((await blobs.open("k"))?.body ?? text(""))).length).toBe(50);
    expect((await driver.getKeys("", {})).filter((key: string) => key.includes("_a"))).toEqual([]);
  });

  test("a replaced generation stays for its readers, and goes by age", async () => {
    const driver = memoryDriver();
    const blobs = small(driver);
    await blobs.put("k", text("0123456789"));
    const old = await blobs.open("k");
    await blobs.put("k", text("new"));
    expect(await blobs.sweep(60_000)).toBe(0);
    expect(await bodyOf(old?.body ?? text(""))).toBe("0123456789");
    const late = await blobs.open("k");
    expect(await blobs.sweep(0)).toBe(1);
    expect(await bodyOf(late?.body ?? text(""))).toBe("new");
  });

  test("a reader of a removed blob fails and never sees a mix", async () => {
    const blobs = small();
    await blobs.put("k", text("0123456789"));
    const blob = await blobs.open("k");
    await blobs.remove("k");
    await blobs.put("k", text("abcdefghij"));
    await expect(bodyOf(blob?.body ?? text(""))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  });

  test("blobs keep the chunk size they were put with", async () => {
    const driver = memoryDriver();
    await small(driver).put("k", text("0123456789"));
    const other = unstorageBlobs({ driver, chunkBytes: 3 });
    expect(await bodyOf((await other.open("k", { start: 3, end: 8 }))?.body ?? text(""))).toBe("345678");
    expect(() => unstorageBlobs({ driver, chunkBytes: 0 })).toThrow(
      expect.objectContaining({ code: "OPTIONS_INVALID" }),
    );
  });
});

test.each([
  ["is done with them", "fs", 5],
  ["may keep them", "memory", 60],
])("chunks' memory is used again only where the driver %s", async (_, name, buffers) => {
  const given = new Set<ArrayBufferLike>();
  const inner = memoryDriver();
  const driver: Driver = {
    ...inner,
    name,
    async setItemRaw(key: string, value: Buffer, options) {
      given.add(value.buffer);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4)); // writes end in any order
      await inner.setItemRaw?.(key, Buffer.from(value), options);
    },
  };
  const blobs = unstorageBlobs({ driver, chunkBytes: 1000 });
  const bytes = randomBytes(60_000);
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777);
  }
  await blobs.put("a", body());
  const kept = await blobs.open("a");
  expect(Buffer.concat(await Array.fromAsync(kept?.body ?? [])).equals(bytes)).toBe(true);
  expect(given.size).toBe(buffers);
});
