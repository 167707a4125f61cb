import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { optional, postgresUrl } from "../../../../test/support/optional.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { newFolder, newSchema, runOnPostgres } from "../../../../test/support/places.ts";
import { outputOf, startScript } from "./support/spawn.ts";

const hasPostgres = await optional("postgres");
const failed = { code: "DATABASE_FAILED", detail: { cause: expect.any(Error) as Error } };
const facts = {
  project: "",
  customId: null,
  origin: null,
  type: "a/b",
  bytes: 1,
  sha256: "",
  image: null,
  metadata: {},
  tags: ["t"],
  access: null,
  storedAt: 1,
  expiresAt: null,
} as const;

async function newFile(): Promise<string> {
  return join(await newFolder(), "records.sqlite");
}

describe("SQLite", () => {
  test("is durable, shared, and private", async () => {
    const database = await newFile();
    const records = sqlRecords({ database });
    onTestFinished(() => records.close());
    await records.ready();
    const other = new DatabaseSync(database);
    expect(other.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
    other.close();
    for (const name of [database, `${database}-wal`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
  });

  test("a file that is no database, a folder, or a folder that cannot be made, is DATABASE_FAILED", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "text"), "no database, and long enough to be looked at".repeat(100));
    await mkdir(join(folder, "folder"));
    for (const database of ["text", "folder", "text/below"]) {
      const records = sqlRecords({ database: join(folder, database) });
      await expect(records.ready()).rejects.toMatchObject(failed);
      await expect(records.find(randomUUID())).rejects.toMatchObject(failed);
      await records.close();
    }
  });

  test("a newer schema is refused", async () => {
    const database = await newFile();
    const first = sqlRecords({ database });
    await first.ready();
    await first.close();
    const raw = new DatabaseSync(database);
    raw.exec("insert into intaglio_migrations (version) values (1000)");
    raw.close();
    const records = sqlRecords({ database });
    await expect(records.ready()).rejects.toMatchObject({
      code: "OPTIONS_INVALID",
      message: expect.stringContaining("newer") as string,
    });
    await records.close();
  });

  test("waits for another process's lock, and keeps this one awake", async () => {
    const database = await newFile();
    const records = sqlRecords({ database });
    onTestFinished(() => records.close());
    await records.ready();
    const other = new DatabaseSync(database);
    other.exec("begin immediate");
    let beats = 0;
    const heart = setInterval(() => (beats += 1), 20);
    setTimeout(() => other.exec("commit"), 600);
    await records.reserve({ id: randomUUID(), name: "", statedType: "" });
    clearInterval(heart);
    other.close();
    expect(beats).toBeGreaterThan(3);
  });

  test("a record that was found cannot be changed by who holds it: others are given the same", async () => {
    const records = sqlRecords({ database: await newFile() });
    const id = randomUUID();
    await records.reserve({ id, name: "a", statedType: "" });
    const image = { format: "png", width: 1, height: 1, dpi: [72, 72], location: { latitude: 1, longitude: 2 } };
    await records.complete(id, { ...facts, metadata: { k: "v" }, image: image as never });
    const file = await records.find(id);
    for (const part of [file, file?.tags, file?.metadata, file?.image, file?.image?.dpi, file?.image?.location])
      expect(Object.isFrozen(part)).toBe(true);
    await records.close();
  });

  test("sees what another process changed, at once", async () => {
    const database = await newFile();
    const [one, two] = [sqlRecords({ database }), sqlRecords({ database })];
    const id = randomUUID();
    await one.reserve({ id, name: "0", statedType: "" });
    await one.complete(id, facts);
    for (let turn = 1; turn < 20; turn += 1) {
      await two.find(id);
      await one.update(id, { name: `${turn}` });
      expect((await two.find(id))?.name).toBe(`${turn}`);
    }
    await one.remove(id);
    expect(await two.find(id)).toBeUndefined();
    await Promise.all([one.close(), two.close()]);
  });

  test("its users never load pg", async () => {
    const output = await outputOf(startScript("loads-pg", await newFile()));
    expect(output).toBe("false");
  });

  test("a closed store says so", async () => {
    const records = sqlRecords({ database: ":memory:" });
    await records.ready();
    await records.close();
    await records.close();
    await expect(records.find(randomUUID())).rejects.toMatchObject({ code: "STOPPING" });
    await sqlRecords({ database: ":memory:" }).close();
  });
});

describe("PostgreSQL", () => {
  test("a server that refuses is DATABASE_FAILED, each time anew", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const records = sqlRecords({ database: `postgres://nobody@127.0.0.1:${port}/none` });
    for (let turn = 0; turn < 2; turn += 1) await expect(records.find(randomUUID())).rejects.toMatchObject(failed);
    await records.close();
  });

  test.skipIf(!hasPostgres)("a newer schema is refused", async () => {
    const database = await newSchema();
    const first = sqlRecords({ database });
    await first.ready();
    await runOnPostgres("insert into intaglio_migrations (version) values (1000)", database);
    await first.close();
    const records = sqlRecords({ database });
    await expect(records.ready()).rejects.toMatchObject({ code: "OPTIONS_INVALID" });
    await records.close();
  });

  test.skipIf(!hasPostgres)("outlives a server that drops its connections", async () => {
    const reports: Error[] = [];
    const address = new URL(await newSchema());
    const name = `intaglio-${randomUUID()}`;
    address.searchParams.set("application_name", name);
    const records = sqlRecords({ database: address.href, report: (error) => reports.push(error) });
    onTestFinished(() => records.close());
    const id = randomUUID();
    await records.reserve({ id, name: "", statedType: "" });
    const ended = await runOnPostgres(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${name}'`,
    );
    expect(ended.length).toBeGreaterThan(0);
    await expect.poll(() => reports.length).toBeGreaterThan(0);
    await expect
      .poll(() =>
        records.complete(id, facts).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect((await records.find(id))?.id).toBe(id);
  });

  test.skipIf(!hasPostgres)("an unknown database is DATABASE_FAILED", async () => {
    const address = new URL(postgresUrl);
    address.pathname = `/none_${randomUUID()}`;
    const records = sqlRecords({ database: address.href });
    await expect(records.ready()).rejects.toMatchObject(failed);
    await records.close();
  });
});
