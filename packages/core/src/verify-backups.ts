/** Recipe: every original and every copy is read and compared with its record. */
import type { BackupProblem, BlobStore, FileRecord } from "@intaglio/contract";
import { eachAtOnce } from "./at-once.ts";
import { backupsOf } from "./backup-of.ts";
import type { Engine } from "./engine.ts";
import { lookAt, type Found, type Place } from "./known-bytes.ts";
import { backupsPrefix, bytesKey, fileOfRecordKey } from "./library/backups/place.ts";
import { readSidecar, versionOf } from "./library/backups/sidecar.ts";
import { originalKey } from "./library/keys.ts";

const atOnce = 4;
const pageFiles = 200;

/** What is wrong with a file. `backup-old`: its copy's record is not the newest. `record-missing`: there is a copy alone. */
export interface BackupFinding {
  readonly id: string;
  /** The store of the copy. */
  readonly store: string;
  readonly problem: BackupProblem | "backup-old" | "record-missing";
}

/** What was read, and what was found. */
export interface BackupReport {
  readonly checked: number;
  readonly findings: readonly BackupFinding[];
}

/**
 * Reads all of both stores. Copies that are missing or damaged are noted, for the next walk to make them anew. Throws
 * when the records or a list of copies cannot be read, or `signal` fires.
 */
export async function verifyBackups(engine: Engine, signal: AbortSignal): Promise<BackupReport> {
  const findings: BackupFinding[] = [];
  const backup = backupsOf(engine);
  let checked = 0;
  await eachAtOnce(storedFiles(engine), atOnce, async (file) => {
    const name = await backup(file.project);
    if (name === false) return;
    checked += 1;
    findings.push(...(await verifyFile(engine, file, name, signal)));
  });
  for (const [name, store] of engine.backupStores) findings.push(...(await findLost(engine, name, store, signal)));
  return { checked, findings };
}

async function* storedFiles({ records }: Engine): AsyncGenerator<FileRecord> {
  let after: string | undefined;
  do {
    const page = await records.list({ stored: true, limit: pageFiles, ...(after !== undefined && { after }) });
    yield* page.files;
    after = page.next;
  } while (after !== undefined);
}

async function verifyFile(
  engine: Engine,
  file: FileRecord,
  name: string,
  signal: AbortSignal,
): Promise<BackupFinding[]> {
  const { records, blobs, backupStores } = engine;
  const { id } = file;
  const store = backupStores.get(name);
  const original = await read({ store: blobs, key: originalKey(id) }, file, signal);
  const copy = store ? await readCopy(store, file, signal) : "store-unknown";
  if (!(await records.find(id))) return []; // it went meanwhile
  const problems: BackupFinding["problem"][] = [];
  if (original !== "good") problems.push(`original-${original}`);
  if (copy !== "good") problems.push(copy);
  if (copy === "backup-missing" || copy === "backup-damaged")
    await records.backups.note({ fileId: id, store: name, version: null, problem: copy });
  return problems.map((problem) => ({ id, store: name, problem }));
}

async function readCopy(
  store: BlobStore,
  file: FileRecord,
  signal: AbortSignal,
): Promise<"good" | "backup-old" | "backup-missing" | "backup-damaged"> {
  const sidecar = await readSidecar(store, file.id);
  if (typeof sidecar === "string") return `backup-${sidecar}`;
  const bytes = await read({ store, key: bytesKey(file.id) }, file, signal);
  if (bytes !== "good") return `backup-${bytes}`;
  return sidecar.version === versionOf(file) ? "good" : "backup-old";
}

/** What cannot be read to its end is no better than damaged. */
async function read(place: Place, file: FileRecord, signal: AbortSignal): Promise<Found> {
  try {
    return await lookAt(place, file, signal);
  } catch {
    signal.throwIfAborted();
    return "damaged";
  }
}

/** Copies of files that no record tells of, and that nobody removed. */
async function findLost(
  { records }: Engine,
  name: string,
  store: BlobStore,
  signal: AbortSignal,
): Promise<BackupFinding[]> {
  const findings: BackupFinding[] = [];
  await eachAtOnce(store.list(backupsPrefix), atOnce, async ({ key }) => {
    signal.throwIfAborted();
    const id = fileOfRecordKey(key);
    if (id === undefined || (await records.find(id)) || (await records.findBuried(id))) return;
    const isLeaving = (await records.backups.find([id])).some(({ dropAt }) => dropAt !== null);
    if (!isLeaving) findings.push({ id, store: name, problem: "record-missing" });
  });
  return findings;
}
