/** Recipe: a group goes out as a whole: the list of its files, or all of them in one archive. */
import {
  IntaglioError,
  type Dialect,
  type FileRecord,
  type Grant,
  type GroupRecord,
  type GroupRequest,
  type Project,
} from "@intaglio/contract";
import { nameEntries, type ArchiveEntry } from "./archive/entry.ts";
import { tar } from "./archive/tar.ts";
import { zip } from "./archive/zip.ts";
import { filesOf, findOwnGroup } from "./commands/groups.ts";
import { discreetly } from "./commands/owned.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { createDoor, type Door } from "./guard/access.ts";
import { judgeGroup, type Standing } from "./guard/delivery.ts";
import { projectOfGroup } from "./project-of.ts";
import { cacheControl, disposition, perSession, withEnding } from "./respond/headers.ts";
import { sendAnswer, sendStream } from "./respond/send.ts";
import { openOriginal } from "./subject.ts";

/** Bytes of an archive's files together. */
const maxArchiveBytes = 2_000_000_000;

const formats = { zip, tar };

/** Answers a request for a group. A token has to cover the group's own address: that of a file is another one. */
export async function group(engine: Engine, exchange: Exchange): Promise<Response> {
  const { request, dialect, route, target } = exchange;
  const { groups } = dialect;
  if (!groups) throw new IntaglioError("INTERNAL", `${dialect.name} has no groups`);
  const asked = groups.parse(target);
  const project = await projectFor(engine, dialect, asked.id);
  const grant = dialect.verify(target, Math.floor(engine.clock() / 1000), project);
  const standing = judgeGroup(project.delivery, grant);
  const found = await findOwnGroup(engine, project, asked.id);
  const all = await filesOf(engine, project, found);
  const door = createDoor(engine.access, request);
  const files = await Promise.all(all.map(async (file) => file && passOrNull(door, standing, file)));
  const { isPersonal } = door;
  if (asked.kind === "archive") return sendArchive(engine, exchange, asked, { grant, isPersonal }, files);
  const shown = files.map((file) => file && discreetly(file, project));
  return sendAnswer(request, groups.present({ ...found, files: shown }), dialect.headers(route, false));
}

/** What this request may not have is not there. */
async function passOrNull(door: Door, standing: Standing, file: FileRecord): Promise<FileRecord | null> {
  try {
    return await door.admit(standing, file);
  } catch (error) {
    if (error instanceof IntaglioError && error.code === "FILE_NOT_FOUND") return null;
    throw error;
  }
}

async function projectFor(engine: Engine, dialect: Dialect, id: GroupRecord["id"]): Promise<Project> {
  return engine.projects.many ? projectOfGroup(engine, dialect, id) : engine.projects.own(dialect);
}

/** The originals, each once, as they were uploaded. Throws `FILE_NOT_FOUND` where one is gone, `FILE_TOO_LARGE` for too many bytes. */
function sendArchive(
  engine: Engine,
  { request, dialect, route }: Exchange,
  { id, format, fileName }: Extract<GroupRequest, { readonly kind: "archive" }>,
  { grant, isPersonal }: { readonly grant: Grant | undefined; readonly isPersonal: boolean },
  members: readonly (FileRecord | null)[],
): Response {
  const files = [...new Set(members)].filter((file) => file !== null);
  if (members.includes(null)) throw new IntaglioError("FILE_NOT_FOUND", "a file of the group is gone");
  const sum = files.reduce((bytes, file) => bytes + file.bytes, 0);
  if (sum > maxArchiveBytes) throw new IntaglioError("FILE_TOO_LARGE", `an archive of ${sum} bytes`);
  const names = nameEntries(files.map((file) => withEnding(file.name, file.type)));
  const entries = files.map((file, at) => toEntry(engine, file, names[at] ?? file.id));
  const { type, sizeOf, write } = formats[format];
  const now = engine.clock();
  const ends = Math.min(...files.map(({ expiresAt }) => expiresAt ?? Infinity));
  const headers = {
    ...dialect.headers(route, false),
    "content-disposition": disposition(endingWith(`.${format}`, fileName ?? id), type, "attachment"),
    "cache-control": isPersonal ? perSession : cacheControl(grant?.expiresAt, ends === Infinity ? null : ends, now),
    "content-type": type,
    "content-length": String(sizeOf(entries)),
  };
  return sendStream(request, headers, () => write(entries));
}

function endingWith(ending: string, name: string): string {
  return name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`;
}

function toEntry(engine: Engine, file: FileRecord, name: string): ArchiveEntry {
  return { name, bytes: file.bytes, modifiedAt: file.uploadedAt, body: readExactly(engine, file) };
}

/** All the file's bytes, no more and no fewer: the archive's length is promised already. */
async function* readExactly(engine: Engine, file: FileRecord): AsyncGenerator<Uint8Array, void, void> {
  let count = 0;
  for await (const chunk of (await openOriginal(engine, file)).body) {
    count += chunk.byteLength;
    if (count > file.bytes) break;
    yield chunk;
  }
  if (count !== file.bytes) throw new IntaglioError("STORAGE_FAILED", `${count} bytes of a file of ${file.bytes}`);
}
