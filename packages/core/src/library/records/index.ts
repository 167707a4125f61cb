/** A record store on SQL: a SQLite file to begin with, PostgreSQL to grow. */
import { IntaglioError } from "@intaglio/contract";
import type {
  FileChange,
  FileCounts,
  FileDraft,
  FileFacts,
  FileFinding,
  FilePage,
  FileQuery,
  FileRecord,
  FileSearch,
  Jobs,
  RecordStore,
} from "@intaglio/contract";
import { Backups } from "./backups.ts";
import { readCounts } from "./counts.ts";
import { PostgresJobs } from "../jobs/postgres-jobs.ts";
import { SqliteJobs } from "../jobs/sqlite-jobs.ts";
import { Database, toDatabaseError } from "./database.ts";
import type { Connect } from "./database.ts";
import { Documents } from "./documents.ts";
import { Files } from "./files.ts";
import { Leases } from "./leases.ts";
import { listFiles } from "./listing.ts";
import { migrate } from "./migrations.ts";
import { openPostgres } from "./postgres.ts";
import { Removals } from "./removals.ts";
import { Renditions } from "./renditions.ts";
import { searchFiles } from "./search/search.ts";
import { openSqlite } from "./sqlite.ts";
import { Tickets } from "./tickets.ts";

/** How {@link sqlRecords} is set up. */
export interface SqlRecordsOptions {
  /** A SQLite file's path, `:memory:`, or a `postgres://` address. Its folder is made when missing. */
  readonly database: string;
  /** Gives the Unix time in milliseconds. Default: the system's clock. */
  readonly clock?: () => number;
  /** Hears of idle database connections that broke; the next call opens a new one. Default: nobody does. */
  readonly report?: (error: Error) => void;
}

/** A record store that can be asked to open before it is needed. */
export interface SqlRecords extends RecordStore {
  /** Opens the database and brings its tables up to date. Throws `DATABASE_FAILED`, or `OPTIONS_INVALID` for a newer schema. */
  ready(): Promise<void>;
}

/**
 * A record store on SQLite or PostgreSQL. The database is opened at the first call, or by `ready()`; when that fails,
 * the next call tries again. Every method throws `DATABASE_FAILED` when the database does not answer.
 */
export function sqlRecords(options: SqlRecordsOptions): SqlRecords {
  return new SqlRecordStore(options);
}

class SqlRecordStore implements SqlRecords {
  readonly renditions: Renditions;
  readonly leases: Leases;
  readonly tickets: Tickets;
  readonly documents: Documents;
  readonly backups: Backups;
  readonly jobs: Jobs;
  readonly #options: SqlRecordsOptions;
  readonly #connect: Connect;
  readonly #files: Files;
  readonly #removals: Removals;
  #database: Database | undefined;
  #opening: Promise<Database> | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor(options: SqlRecordsOptions) {
    this.#options = options;
    const connect = (): Database | Promise<Database> => this.#database ?? this.#open();
    const { database, clock = Date.now } = options;
    this.#connect = connect;
    this.#files = new Files(connect, clock);
    this.#removals = new Removals(connect, clock);
    this.renditions = new Renditions(connect);
    this.leases = new Leases(connect);
    this.tickets = new Tickets(connect);
    this.documents = new Documents(connect, clock);
    this.backups = new Backups(connect);
    this.jobs = isPostgres(database) ? new PostgresJobs(connect) : new SqliteJobs(connect, clock);
  }

  async ready(): Promise<void> {
    await this.#open();
  }

  version(): unknown {
    try {
      return this.#database?.connection.version?.();
    } catch {
      return undefined; // whoever reads a record hears why
    }
  }

  reserve(draft: FileDraft): Promise<void> {
    return this.#files.reserve(draft);
  }

  complete(id: string, facts: FileFacts, uploadedAt?: number): Promise<FileRecord> {
    return this.#files.complete(id, facts, uploadedAt);
  }

  discard(id: string): Promise<void> {
    return this.#files.discard(id);
  }

  find(id: string): Promise<FileRecord | undefined> {
    return this.#files.find(id);
  }

  findByCustomId(customId: string): Promise<FileRecord | undefined> {
    return this.#files.findBy("custom_id", customId);
  }

  findByOrigin(origin: string): Promise<FileRecord | undefined> {
    return this.#files.findBy("origin", origin);
  }

  list(query: FileQuery): Promise<FilePage> {
    return listFiles(this.#connect, query);
  }

  search(query: FileSearch): Promise<FileFinding> {
    return searchFiles(this.#connect, query);
  }

  update(id: string, change: FileChange): Promise<FileRecord | undefined> {
    return this.#files.update(id, change);
  }

  remove(id: string, only?: { readonly expiredBefore: number }): Promise<FileRecord | undefined> {
    return this.#removals.remove(id, only);
  }

  bury(id: string, until: number): Promise<FileRecord | undefined> {
    return this.#removals.bury(id, until);
  }

  findBuried(id: string): Promise<FileRecord | undefined> {
    return this.#removals.findBuried(id);
  }

  restore(id: string): Promise<FileRecord | undefined> {
    return this.#removals.restore(id);
  }

  counts(project: string): Promise<FileCounts> {
    return readCounts(this.#connect, project);
  }

  erase(id: string): Promise<void> {
    return this.#removals.erase(id);
  }

  abandoned(time: number, limit: number): Promise<string[]> {
    return this.#files.abandoned(time, limit);
  }

  expired(time: number, limit: number): Promise<string[]> {
    return this.#files.expired(time, limit);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.jobs.close(); // while the database is there to note how they went
    this.#closed = true;
    const database = await this.#opening?.catch(() => undefined);
    this.#database = undefined;
    await database?.connection.close();
  }

  #open(): Promise<Database> {
    if (this.#closed) return Promise.reject(new IntaglioError("STOPPING", "the record store is closed"));
    this.#opening ??= openDatabase(this.#options).then(
      (database) => (this.#database = database),
      (error: unknown) => {
        this.#opening = undefined;
        throw toDatabaseError(error);
      },
    );
    return this.#opening;
  }
}

async function openDatabase({
  database: address,
  clock = Date.now,
  report = () => undefined,
}: SqlRecordsOptions): Promise<Database> {
  const connection = isPostgres(address) ? await openPostgres(address, report) : await openSqlite(address, clock);
  const database = new Database(connection);
  try {
    await migrate(database);
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
  return database;
}

function isPostgres(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address);
}
