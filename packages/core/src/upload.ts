/** Recipe: files come in. */
import {
  IntaglioError,
  type FileDraft,
  type FileFacts,
  type Project,
  type UploadAdmission,
  type UploadedFile,
} from "@intaglio/contract";
import { announce } from "./announce.ts";
import type { Engine } from "./engine.ts";
import { toFacts, type Exchange } from "./exchange.ts";
import { openBody } from "./intake/body.ts";
import { readMultipart, type BodyFields, type FilePart } from "./intake/multipart.ts";
import { cleanName, cleanType } from "./intake/name.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { judge } from "./judge.ts";
import { newFileId } from "./library/keys.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { paceOf } from "./pace.ts";
import { remove } from "./remove.ts";
import { sendAnswer } from "./respond/send.ts";

/** One file whose bytes are in but which nobody can see yet. */
interface Spooled extends Seen {
  /** Its place in the request. */
  readonly at: number;
  readonly field: string;
  readonly draft: FileDraft;
}

/**
 * Answers an upload. Clients may send the file before their credentials, so bytes are spooled first, then the request
 * is judged; whatever is refused or breaks off leaves nothing behind.
 */
export async function upload(engine: Engine, exchange: Exchange): Promise<Response> {
  const { request, dialect, route } = exchange;
  const { uploaded, fields } = await take(engine, exchange);
  for (const { file } of uploaded) await announce(engine, file);
  return sendAnswer(request, dialect.presentUpload(uploaded, toFacts(exchange, fields)), dialect.headers(route, false));
}

/** Takes the files in: all of them are visible when it resolves, none when it throws. */
async function take(engine: Engine, exchange: Exchange): Promise<{ uploaded: UploadedFile[]; fields: BodyFields }> {
  const spooled: Spooled[] = [];
  try {
    const fields = await receive(engine, exchange.request, spooled);
    const { dialect } = exchange;
    const facts = toFacts(exchange, fields);
    const project = await engine.projects.find(dialect, dialect.identify(facts));
    const admission = dialect.intake(facts, Math.floor(engine.clock() / 1000), project);
    return { uploaded: await accept(engine, spooled, admission, project), fields };
  } catch (error) {
    await Promise.allSettled(spooled.map(({ draft }) => abandon(engine, draft.id)));
    throw error;
  }
}

async function receive(engine: Engine, request: Request, spooled: Spooled[]): Promise<BodyFields> {
  const { limits } = engine.settings;
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limits.uploadBytes * limits.uploadFiles + 1024 * 1024)
    throw new IntaglioError("BODY_TOO_LARGE", `content-length ${declared}`);
  let arrived = 0;
  const { stream, own } = openBody(request, paceOf(engine));
  const keep = async (part: FilePart): Promise<void> => {
    const at = arrived++;
    spooled.push(await spoolPart(engine, part, at, own));
  };
  const fields = await readMultipart(stream, request.headers.get("content-type"), limits.uploadFiles, keep);
  spooled.sort((one, other) => one.at - other.at); // a small file is kept before a large one that came first
  return fields;
}

async function spoolPart(engine: Engine, part: FilePart, at: number, disposable: boolean): Promise<Spooled> {
  const draft = { id: newFileId(), name: cleanName(part.name), statedType: cleanType(part.statedType) };
  const { body, seen } = watch(part.body, engine.settings.limits.uploadBytes);
  await spool(engine, draft, body, { disposable });
  return { at, field: part.field, draft, ...seen() };
}

/** Judges all files before the first becomes visible, and makes all visible or none. */
async function accept(
  engine: Engine,
  spooled: readonly Spooled[],
  admission: UploadAdmission,
  project: Project,
): Promise<UploadedFile[]> {
  if (spooled.length === 0) throw new IntaglioError("FILE_MISSING");
  const { limits } = engine.settings;
  const facts = await Promise.all(
    spooled.map((file) => judge(engine, { id: file.draft.id, ...file }, admission, project, limits)),
  );
  const { count } = admission.permit;
  if (count && !(await engine.records.tickets.spend(count.id, spooled.length, count.limit, count.expiresAt)))
    throw new IntaglioError("TICKET_SPENT");
  const done: UploadedFile[] = [];
  try {
    for (const [at, { field, draft }] of spooled.entries())
      done.push({ field, file: await complete(engine, draft.id, facts[at] as FileFacts) });
    return done;
  } catch (error) {
    await Promise.allSettled(done.map(({ file }) => remove(engine, file.id)));
    if (count) await engine.records.tickets.refund(count.id, spooled.length);
    throw error;
  }
}
