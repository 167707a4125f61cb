/** Recipe: a file is fetched from an address, in the background. It may be broken off at any point and done again. */
import {
  IntaglioError,
  toIntaglioError,
  type Bytes,
  type FileRecord,
  type Job,
  type Project,
} from "@intaglio/contract";
import { announce } from "./announce.ts";
import { deliver } from "./deliver.ts";
import type { Engine } from "./engine.ts";
import { cleanName, cleanType } from "./intake/name.ts";
import { watch } from "./intake/pass.ts";
import { fetchRemote, fetchTimes, RemoteStatus, type Fetched } from "./intake/remote.ts";
import { judge } from "./judge.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { findFetch, remember, stepFetch, type KeptFetch } from "./library/fetches.ts";
import { ownAddress } from "./own-address.ts";

/** The job's name; its payload is `{ token }`. */
export const fetchJob = "fetch";

/** How often progress is noted, milliseconds. */
const noteEveryMs = 500;
/** Seconds until a failed fetch is tried again: somebody is waiting. */
const againSeconds = 2;

/** What stands for a project's address in the records: nobody can work it out without the server's secret. */
export function keyOf(engine: Engine, project: string, url: string): string {
  return engine.digest(`fetched|${project}|${url}`);
}

/** Does the job. What cannot be fetched is noted, not thrown; what may work in a moment is thrown, to be tried again. */
export async function runFetch(engine: Engine, { payload, attempt, signal }: Job): Promise<void> {
  const fetch = await findFetch(engine, String((payload as { token?: unknown }).token));
  if (!fetch || fetch.step.state === "success" || fetch.step.state === "error") return;
  try {
    const project = await projectOf(engine, fetch.project);
    const file = (await engine.records.find(fetch.fileId)) ?? (await take(engine, project, fetch, signal));
    if (fetch.wish.remember)
      await remember(engine, keyOf(engine, fetch.project, fetch.wish.url), fetch.project, file.id);
    await announce(engine, file); // before the end is noted: killed in between, the next run tells it again
    await stepFetch(engine, fetch.token, { state: "success" });
  } catch (thrown) {
    signal.throwIfAborted(); // another process goes on with it
    const error = toIntaglioError(thrown);
    if (isPassing(error) && attempt < 3)
      throw new IntaglioError(error.code, error.message, { cause: thrown, retryAfterSeconds: againSeconds });
    await fail(engine, fetch, error);
  }
}

async function projectOf({ projects, dialects }: Engine, id: string): Promise<Project> {
  for (const dialect of dialects) {
    const project = dialect.ownProject && (await projects.ofId(dialect, id));
    if (project) return project;
  }
  throw new IntaglioError("FILE_NOT_FOUND", `the project ${id} is gone`);
}

/** A server's or a network's trouble, or ours. */
function isPassing({ code, status, detail }: IntaglioError): boolean {
  if (code !== "SOURCE_UNREACHABLE") return status >= 500;
  return !(detail.cause instanceof RemoteStatus) || detail.cause.status >= 500;
}

async function fail(engine: Engine, { token, wish }: KeptFetch, error: IntaglioError): Promise<void> {
  const { cause } = error.detail;
  const hint = cause instanceof RemoteStatus ? String(cause.status) : error.detail.hint;
  await stepFetch(engine, token, { state: "error", code: error.code, ...(hint !== undefined && { hint }) });
  const { count } = wish.permit;
  if (count) await engine.records.tickets.refund(count.id, 1);
  if (error.status >= 500) engine.log.error("a fetch failed", { code: error.code, reason: error.message });
}

async function take(engine: Engine, project: Project, fetch: KeptFetch, signal: AbortSignal): Promise<FileRecord> {
  const { fileId: id, wish, token } = fetch;
  await abandon(engine, id); // what an earlier try may have left
  const { body, bytes, name, statedType } = await open(engine, wish.url, signal);
  const watched = watch(noted(engine, token, body, bytes), engine.settings.limits.uploadBytes);
  const draft = { id, name: cleanName(wish.name ?? name), statedType: cleanType(statedType) };
  await spool(engine, draft, watched.body, { signal });
  try {
    const facts = await judge(engine, { id, ...watched.seen() }, wish, project, engine.settings.limits);
    return await complete(engine, id, facts);
  } catch (error) {
    await abandon(engine, id);
    throw error;
  }
}

/** What lies at the address: of this server, what a request without credentials of its own would be given. */
async function open(engine: Engine, url: string, signal: AbortSignal): Promise<Fetched> {
  const own = ownAddress(engine, url);
  if (!own) {
    const times = { ...fetchTimes, totalMs: engine.settings.limits.uploadSeconds * 1000 };
    return fetchRemote(url, (address) => engine.remote.admitUpload(address), signal, times, "*/*");
  }
  const response = await deliver(engine, { ...own, request: new Request(url, { signal }) });
  return {
    body: response.body ?? none(),
    bytes: Number(response.headers.get("content-length") ?? 0),
    name: /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "file",
    statedType: response.headers.get("content-type") ?? "",
  };
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** The same bytes; how many have passed is noted now and then. */
async function* noted(
  engine: Engine,
  token: string,
  body: Bytes,
  total: number | undefined,
): AsyncGenerator<Uint8Array> {
  let [done, last] = [0, 0];
  for await (const chunk of body) {
    done += chunk.byteLength;
    if (performance.now() - last > noteEveryMs) {
      last = performance.now();
      await stepFetch(engine, token, { state: "progress", done, total });
    }
    yield chunk;
  }
}
