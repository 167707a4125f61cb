// Places for stores to live in during one test, and their end.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { onTestFinished } from "vitest";
import { postgresUrl } from "./optional.ts";

/** A new folder, removed when the test ends. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The address of a new, empty schema, dropped when the test ends with the one that its jobs are in. */
export async function newSchema(): Promise<string> {
  const { address, drop } = await newSchemaUntil();
  onTestFinished(drop);
  return address;
}

/** The same, dropped by hand: for servers that several tests share. */
export async function newSchemaUntil(): Promise<{ readonly address: string; drop(): Promise<void> }> {
  const schema = `intaglio_${randomBytes(8).toString("hex")}`;
  await runOnPostgres(`create schema ${schema}`);
  const address = new URL(postgresUrl);
  address.searchParams.set("options", `-csearch_path=${schema}`);
  return {
    address: address.href,
    async drop() {
      await runOnPostgres(`drop schema ${schema} cascade`);
      await runOnPostgres(`drop schema if exists ${schema}_intaglio_worker cascade`);
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function runOnPostgres(statement: string, address = postgresUrl): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    return (await client.query(statement)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
