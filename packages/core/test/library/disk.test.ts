import type { FileHandle } from "node:fs/promises";
import { lstat, mkdir, readFile, readdir, readlink, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diskBlobs } from "../../src/library/blobs-disk.ts";
import { writeChunks } from "../../src/library/disk/write.ts";
import { newFolder } from "../../../../test/support/places.ts";

const durably = { durable: true, disposable: false };

async function* bytes(length: number, chunk = 65_536): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < length; sent += chunk) yield new Uint8Array(Math.min(chunk, length - sent)).fill(7);
}

async function lengthOf(body: AsyncIterable<Uint8Array> | undefined): Promise<number> {
  let length = 0;
  for await (const chunk of body ?? []) length += chunk.byteLength;
  return length;
}

/** How many descriptors this process holds on files under a folder. */
async function descriptors(folder: string): Promise<number> {
  const links = await Promise.all(
    (await readdir("/proc/self/fd")).map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")),
  );
  return links.filter((link) => link.startsWith(folder)).length;
}

const failed = { code: "STORAGE_FAILED" };

describe("symbolic links", () => {
  test("in a folder's place are not followed", async () => {
    const folder = await newFolder();
    const outside = await newFolder();
    await mkdir(join(outside, "deep"));
    await writeFile(join(outside, "secret_"), "secret");
    const blobs = diskBlobs({ folder });
    await blobs.put("a/real", bytes(1));
    await symlink(outside, join(folder, "a", "link"));
    await expect(blobs.open("a/link/secret")).rejects.toMatchObject(failed);
    await expect(blobs.stat("a/link/secret")).rejects.toMatchObject(failed);
    await expect(blobs.put("a/link/new", bytes(1))).rejects.toMatchObject(failed);
    await expect(blobs.put("a/link/deep/deeper/new", bytes(1))).rejects.toMatchObject(failed);
    await expect(blobs.remove("a/link/secret")).rejects.toMatchObject(failed);
    expect((await Array.fromAsync(blobs.list(""))).map(({ key }) => key)).toEqual(["a/real"]);
    expect(await readFile(join(outside, "secret_"), "utf8")).toBe("secret");
    expect(await readdir(join(outside, "deep"))).toEqual([]);
    expect(await readdir(join(folder, "_tmp"))).toEqual([]);
  });

  test("in a file's place are not read, and are replaced, not written through", async () => {
    const folder = await newFolder();
    const outside = join(await newFolder(), "secret");
    await writeFile(outside, "secret");
    const blobs = diskBlobs({ folder });
    await blobs.stat("a");
    await symlink(outside, join(folder, "a_"));
    await expect(blobs.open("a")).rejects.toMatchObject(failed);
    expect(await blobs.put("a", bytes(3))).toBe(3);
    expect(await readFile(outside, "utf8")).toBe("secret");
    expect((await lstat(join(folder, "a_"))).isFile()).toBe(true);
  });

  test("to the root itself are fine", async () => {
    const real = await newFolder();
    const link = join(await newFolder(), "link");
    await symlink(real, link);
    const blobs = diskBlobs({ folder: link });
    await blobs.put("a/b", bytes(10));
    expect(await lengthOf((await blobs.open("a/b"))?.body)).toBe(10);
  });
});

describe("files and folders", () => {
  test("are for this account only", async () => {
    const folder = join(await newFolder(), "made", "by", "us");
    await diskBlobs({ folder }).put("a/b", bytes(1));
    expect((await stat(join(folder, "a", "b_"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "a"))).mode & 0o777).toBe(0o700);
  });

  test("empty folders go with the last blob, the root stays", async () => {
    const folder = await newFolder();
    const blobs = diskBlobs({ folder });
    await blobs.put("a/b/c/1", bytes(1));
    await blobs.put("a/2", bytes(1));
    await blobs.remove("a/b/c/1");
    expect(await readdir(join(folder, "a"))).toEqual(["2_"]);
    await blobs.remove("a/2");
    expect(await readdir(folder)).toEqual(["_tmp"]);
  });

  test("a stranger's files are not listed", async () => {
    const folder = await newFolder();
    const blobs = diskBlobs({ folder });
    await blobs.put("a/b", bytes(1));
    for (const name of ["README.md", "A_", "with space_", "_"]) await writeFile(join(folder, "a", name), "x");
    expect((await Array.fromAsync(blobs.list(""))).map(({ key }) => key)).toEqual(["a/b"]);
  });

  test("a lost root is an error, not an empty store", async () => {
    const folder = join(await newFolder(), "mount");
    const blobs = diskBlobs({ folder });
    await blobs.put("a", bytes(1));
    await unlink(join(folder, "a_"));
    await rm(folder, { recursive: true });
    await expect(blobs.put("a", bytes(1))).rejects.toMatchObject(failed);
    await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe.skipIf(process.platform !== "linux")("descriptors", () => {
  test("of unread bodies are closed after a while; a late reader still gets the blob, or an error when it was replaced", async () => {
    const folder = await newFolder();
    const blobs = diskBlobs({ folder });
    await blobs.put("a", bytes(1_000_000));
    const [late, never, tooLate] = [await blobs.open("a"), await blobs.open("a"), await blobs.open("a")];
    expect(await descriptors(folder)).toBe(3);
    await expect.poll(() => descriptors(folder), { timeout: 5_000 }).toBe(0);
    expect(await lengthOf(late?.body)).toBe(1_000_000);
    await blobs.put("a", bytes(1_000_001));
    await expect(lengthOf(tooLate?.body)).rejects.toMatchObject(failed);
    expect(never?.size).toBe(1_000_000);
    expect(await descriptors(folder)).toBe(0);
  });

  test("are closed when a reader leaves early or a put fails", async () => {
    const folder = await newFolder();
    const blobs = diskBlobs({ folder });
    await blobs.put("a", bytes(1_000_000));
    for (let turn = 0; turn < 20; turn += 1) {
      for await (const chunk of (await blobs.open("a"))?.body ?? []) if (chunk.byteLength > 0) break;
    }
    const body = bytes(10_000_000);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await blobs.put("b", body, { signal: controller.signal }).catch(() => undefined);
    expect(await descriptors(folder)).toBe(0);
    expect(await readdir(join(folder, "_tmp"))).toEqual([]);
  });

  test("a body is read only once", async () => {
    const blobs = diskBlobs({ folder: await newFolder() });
    await blobs.put("a", bytes(1_000_000));
    const blob = await blobs.open("a");
    await lengthOf(blob?.body);
    await expect(lengthOf(blob?.body)).rejects.toMatchObject({ code: "INTERNAL" });
  });
});

describe("what the system refuses", () => {
  test("a file is no folder for blobs", async () => {
    const folder = join(await newFolder(), "file");
    await writeFile(folder, "");
    await expect(diskBlobs({ folder }).stat("a")).rejects.toMatchObject(failed);
  });

  /** The system's part, made to fail: `after` calls go well. */
  function failingFile(method: "writev" | "datasync" | "sync", code: string, after: number): FileHandle {
    let calls = 0;
    const work =
      (name: string) =>
      async (buffers: readonly Uint8Array[] = []) => {
        if (name === method && (calls += 1) > after) throw Object.assign(new Error(code), { code });
        return { bytesWritten: Math.ceil(buffers.reduce((sum, { byteLength }) => sum + byteLength, 0) / 2) };
      };
    return { writev: work("writev"), datasync: work("datasync"), sync: work("sync") } as unknown as FileHandle;
  }

  test.for([
    ["writev", "ENOSPC", "STORAGE_FULL"],
    ["writev", "EDQUOT", "STORAGE_FULL"],
    ["writev", "EIO", "STORAGE_FAILED"],
    ["datasync", "EIO", "STORAGE_FAILED"],
    ["sync", "EIO", "STORAGE_FAILED"],
    ["sync", "ENOSPC", "STORAGE_FULL"],
  ] as const)("%s failing with %s is %s", async ([method, code, expected]) => {
    for (const after of [0, 1]) {
      if (method === "sync" && after > 0) continue;
      const error: unknown = await writeChunks(failingFile(method, code, after), bytes(40_000_000), durably).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: expected, detail: { cause: { code } } });
    }
  });

  test("short writes are completed", async () => {
    await expect(writeChunks(failingFile("sync", "", Infinity), bytes(3_000_001), durably)).resolves.toBe(3_000_001);
  });
});
