/** Makes and changes the tables. A migration that was released is never edited: a new one is added. */
import { IntaglioError } from "@intaglio/contract";
import type { Transaction } from "kysely";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

/** SQL that means the same to SQLite and to PostgreSQL. */
const first = [
  `create table intaglio_files (
    id text primary key,
    state text not null,
    since bigint,
    name text not null,
    stated_type text not null,
    type text not null,
    bytes bigint not null,
    sha256 text not null,
    image text,
    metadata text not null,
    tags text not null,
    access text,
    uploaded_at bigint,
    stored_at bigint,
    expires_at bigint
  )`,
  "create unique index intaglio_files_uploaded on intaglio_files (uploaded_at)",
  "create index intaglio_files_temporary on intaglio_files (uploaded_at) where stored_at is null",
  "create index intaglio_files_since on intaglio_files (since) where since is not null",
  "create index intaglio_files_expires on intaglio_files (expires_at) where expires_at is not null",
  `create table intaglio_tags (
    file_id text not null references intaglio_files (id) on delete cascade,
    tag text not null,
    uploaded_at bigint not null,
    primary key (file_id, tag)
  )`,
  "create index intaglio_tags_tag on intaglio_tags (tag, uploaded_at, file_id)",
  `create table intaglio_renditions (
    key text primary key,
    file_id text not null references intaglio_files (id),
    bytes bigint not null,
    type text not null,
    width integer not null,
    height integer not null,
    used_at bigint not null
  )`,
  "create index intaglio_renditions_file on intaglio_renditions (file_id)",
  "create index intaglio_renditions_used on intaglio_renditions (used_at, key)",
  "create table intaglio_totals (name text primary key, bytes bigint not null)",
  "insert into intaglio_totals (name, bytes) values ('renditions', 0)",
  "create table intaglio_leases (name text primary key, owner text not null, expires_at bigint not null)",
  "create table intaglio_tickets (id text primary key, used bigint not null, expires_at bigint not null)",
  "create index intaglio_tickets_expires on intaglio_tickets (expires_at)",
];

const second = [
  "alter table intaglio_files add column custom_id text",
  "alter table intaglio_files add column origin text",
  "create unique index intaglio_files_custom_id on intaglio_files (custom_id)",
  "create unique index intaglio_files_origin on intaglio_files (origin)",
];

/** The shelf of a file of before, see `shelves.ts`. */
const shelf = "case when state = 'ready' and origin is null then case when stored_at is null then 0 else 1 end end";

const third = [
  "alter table intaglio_files add column project text not null default ''",
  "alter table intaglio_files add column shelf integer",
  "alter table intaglio_files add column removed_at bigint",
  `update intaglio_files set shelf = ${shelf}`,
  "drop index intaglio_files_temporary",
  "create index intaglio_files_project on intaglio_files (shelf, project, uploaded_at) where shelf is not null",
  "create index intaglio_files_shelf on intaglio_files (shelf, uploaded_at) where shelf is not null",
  "alter table intaglio_tags add column project text not null default ''",
  "alter table intaglio_tags add column shelf integer",
  `update intaglio_tags set shelf =
    (select intaglio_files.shelf from intaglio_files where intaglio_files.id = intaglio_tags.file_id)`,
  "delete from intaglio_tags where shelf is null",
  "drop index intaglio_tags_tag",
  "create index intaglio_tags_project on intaglio_tags (tag, shelf, project, uploaded_at)",
  "create index intaglio_tags_shelf on intaglio_tags (tag, shelf, uploaded_at)",
  `create table intaglio_counts (
    project text not null,
    shelf integer not null,
    slot integer not null,
    files bigint not null,
    primary key (project, shelf, slot)
  )`,
  `insert into intaglio_counts (project, shelf, slot, files)
    select project, shelf, 0, count(*) from intaglio_files where shelf is not null group by project, shelf`,
  `create table intaglio_documents (
    kind text not null,
    id text not null,
    project text not null,
    name text,
    body text not null,
    created_at bigint not null,
    updated_at bigint not null,
    expires_at bigint,
    revision bigint not null,
    primary key (kind, id)
  )`,
  "create unique index intaglio_documents_name on intaglio_documents (kind, project, name) where name is not null",
  "create unique index intaglio_documents_project on intaglio_documents (kind, project, created_at)",
  "create index intaglio_documents_kind on intaglio_documents (kind, created_at, project)",
  "create index intaglio_documents_count on intaglio_documents (kind, project, expires_at)",
  "create index intaglio_documents_expires on intaglio_documents (expires_at) where expires_at is not null",
  "create table intaglio_sequences (name text primary key, last bigint not null)",
];

const fourth = [
  "create table intaglio_job_keys (name text not null, key text not null, id text not null, primary key (name, key))",
  "create unique index intaglio_job_keys_id on intaglio_job_keys (id)",
  {
    sqlite: `create table intaglio_jobs (
      id text primary key,
      name text not null,
      key text,
      payload text not null,
      failures integer not null,
      attempts integer not null,
      lost integer not null,
      due_at bigint,
      owner text,
      error text,
      failed_at bigint
    )`,
  },
  { sqlite: "create index intaglio_jobs_due on intaglio_jobs (due_at) where due_at is not null" },
  { sqlite: "create index intaglio_jobs_owner on intaglio_jobs (owner) where owner is not null" },
  { sqlite: "create index intaglio_jobs_failed on intaglio_jobs (failed_at) where failed_at is not null" },
];

const fifth = [
  `create table intaglio_backups (
    file_id text not null,
    store text not null,
    version text,
    problem text,
    drop_at bigint,
    primary key (file_id, store)
  )`,
  "create index intaglio_backups_drop on intaglio_backups (store, drop_at) where drop_at is not null",
  "create index intaglio_backups_problem on intaglio_backups (store, file_id) where problem is not null",
];

/** What a file of before is found by, see `search/texts.ts`. Its letters are small as far as the database knows them. */
const texts = "lower(name || ' ' || metadata || ' ' || type)";

const sixth = [
  {
    sqlite:
      "create virtual table intaglio_texts using fts5 (grams, tokenize = 'trigram', content = '', contentless_delete = 1, detail = none)",
    postgres: "create table intaglio_texts (rowid bigint primary key, grams text[] not null)",
  },
  {
    sqlite: `insert into intaglio_texts (rowid, grams) select uploaded_at, ${texts} from intaglio_files where shelf < 2`,
    postgres: `insert into intaglio_texts (rowid, grams)
      select uploaded_at, array(select distinct substr(${texts}, i, 3) from generate_series(1, length(${texts}) - 2) as i)
      from intaglio_files where shelf < 2`,
  },
  { postgres: "create index intaglio_texts_grams on intaglio_texts using gin (grams)" },
  {
    sqlite:
      "create index intaglio_files_name on intaglio_files (shelf, project, name, uploaded_at) where shelf is not null",
    postgres:
      'create index intaglio_files_name on intaglio_files (shelf, project, name collate "C", uploaded_at) where shelf is not null',
  },
  "create index intaglio_files_bytes on intaglio_files (shelf, project, bytes, uploaded_at) where shelf is not null",
  "create index intaglio_files_no_image on intaglio_files (shelf, project, uploaded_at) where shelf is not null and image is null",
];

/** All migrations, in order; each is a list of statements, for both databases or for one. */
export const migrations: readonly (readonly (string | { readonly sqlite?: string; readonly postgres?: string })[])[] = [
  first,
  second,
  third,
  fourth,
  fifth,
  sixth,
];

/**
 * Brings the tables up to date, under a lock: any number of processes may start at once.
 * Throws `OPTIONS_INVALID` when a newer version of this software has changed them already.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transact(async (query) => {
    if (database.connection.kind === "postgres") await lockPostgres(query);
    await sql`create table if not exists intaglio_migrations (version integer primary key)`.execute(query);
    const found = await sql<{
      version: number | null;
    }>`select max(version) as version from intaglio_migrations`.execute(query);
    const version = found.rows[0]?.version ?? 0;
    if (version > migrations.length) refuseNewer(version);
    for (const [index, statements] of migrations.entries()) {
      if (index < version) continue;
      for (const statement of statements) {
        const text = typeof statement === "string" ? statement : statement[database.connection.kind];
        if (text !== undefined) await sql.raw(text).execute(query);
      }
      await sql`insert into intaglio_migrations (version) values (${index + 1})`.execute(query);
    }
  });
}

/** SQLite needs none of this: each of its transactions here holds the write lock from the start. */
async function lockPostgres(query: Transaction<Schema>): Promise<void> {
  await sql`set local statement_timeout = '120s'`.execute(query); // the last of many to start waits for all others
  await sql`select pg_advisory_xact_lock(hashtext('intaglio migrations'), hashtext(coalesce(current_schema(), '')))`.execute(
    query,
  );
}

function refuseNewer(version: number): never {
  throw new IntaglioError(
    "OPTIONS_INVALID",
    `the database has schema ${version}, made by a newer Intaglio; this one knows up to ${migrations.length}: update it, or use another database`,
  );
}
