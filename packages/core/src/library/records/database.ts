/** What the tables' code asks of a database, whichever it is. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import type { CompiledQuery, Kysely, RawBuilder, Transaction } from "kysely";
import { sql } from "kysely";
import type { Pool } from "pg";
import type { FileRow, RenditionRow, Schema } from "./schema.ts";

/** Runs one query with other parameters, without composing it again. */
export type QuickRead<Row> = (parameter: string) => Row | undefined | Promise<Row | undefined>;

/** A database that is open. */
export interface Connection {
  readonly kind: "sqlite" | "postgres";
  readonly query: Kysely<Schema>;
  /** PostgreSQL's connections, for what does not go through Kysely. */
  readonly pool?: Pool;
  /** Keeps a query with one parameter for reading single, committed rows often. */
  prepare<Row>(query: CompiledQuery<Row>): QuickRead<Row>;
  /** As the record store's `version`. Absent: the database is not asked as cheaply. */
  version?(): unknown;
  /** All that was committed before survives a power cut when it resolves. */
  settle(): Promise<void>;
  /** True when the failed work left nothing behind and may well succeed when it is done again. */
  isConflict(error: unknown): boolean;
  /** True when a row with the same unique value is there already. */
  isDuplicate(error: unknown): boolean;
  /** The current time, to compare with times that other machines wrote. */
  now(): RawBuilder<number>;
  close(): Promise<void>;
}

/** How often work that ran into a conflict is done again. */
const conflictTries = 8;

/** The columns by which single files are found. */
export type FileKey = "id" | "custom_id" | "origin";

/** A {@link Connection} whose failures are in our words. */
export class Database {
  readonly connection: Connection;
  readonly #readFile: Readonly<Record<FileKey, QuickRead<FileRow>>>;
  readonly #readRendition: QuickRead<RenditionRow>;

  constructor(connection: Connection) {
    this.connection = connection;
    const { query } = connection;
    const fileBy = (key: FileKey): QuickRead<FileRow> => {
      const ready = query.selectFrom("intaglio_files").selectAll().where("state", "=", sql.lit("ready"));
      return connection.prepare(ready.where(key, "=", "").compile());
    };
    this.#readFile = { id: fileBy("id"), custom_id: fileBy("custom_id"), origin: fileBy("origin") };
    this.#readRendition = connection.prepare(
      query.selectFrom("intaglio_renditions").selectAll().where("key", "=", "").compile(),
    );
  }

  /** A ready file's row. Throws `DATABASE_FAILED`. */
  async readFile(key: FileKey, value: string): Promise<FileRow | undefined> {
    try {
      return await this.#readFile[key](value);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** A rendition's row. Throws `DATABASE_FAILED`. */
  async readRendition(key: string): Promise<RenditionRow | undefined> {
    try {
      return await this.#readRendition(key);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** One statement, done again after a conflict. Throws `DATABASE_FAILED`; our own errors pass. */
  run<T>(work: (query: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#again(() => work(this.connection.query));
  }

  /** As {@link run}, and durable when it resolves. */
  async runDurably<T>(work: (query: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#settled(await this.run(work));
  }

  /** One transaction, done again after a conflict. Throws `DATABASE_FAILED`; our own errors pass. */
  transact<T>(work: (query: Transaction<Schema>) => Promise<T>): Promise<T> {
    return this.#again(() => this.connection.query.transaction().execute(work));
  }

  /** As {@link transact}, and durable when it resolves. */
  async transactDurably<T>(work: (query: Transaction<Schema>) => Promise<T>): Promise<T> {
    return this.#settled(await this.transact(work));
  }

  async #settled<T>(result: T): Promise<T> {
    try {
      await this.connection.settle();
      return result;
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === conflictTries || !this.connection.isConflict(error)) throw toDatabaseError(error);
        await sleep(Math.random() * 5 * tries);
      }
    }
  }
}

/** Gives the open database, opening it at the first call. */
export type Connect = () => Database | Promise<Database>;

/** A database's error as an {@link IntaglioError}: `STORAGE_FULL` when its disk is full, else `DATABASE_FAILED`. */
export function toDatabaseError(error: unknown): IntaglioError {
  if (error instanceof IntaglioError) return error;
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  return new IntaglioError(isFull(error) ? "STORAGE_FULL" : "DATABASE_FAILED", message, { cause: error });
}

/** SQLite's `SQLITE_FULL`, PostgreSQL's `disk_full`. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("errcode" in error && error.errcode === 13) || ("code" in error && error.code === "53100");
}
