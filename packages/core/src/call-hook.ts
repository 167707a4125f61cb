/** Recipe: a hook is told, in the background; again and again until it says that it heard. */
import { IntaglioError, type Dialect, type HookRecord, type Job, type JobHandler } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import type { HookDelivery } from "./notify/delivery-log.ts";
import { dropCall, readCall, type HookCall } from "./notify/hook-call.ts";
import { pauseMs } from "./notify/pauses.ts";
import { post, Silence } from "./notify/post.ts";
import { createSilenceBook, type SilenceBook } from "./notify/silence.ts";

/** How a try went; `isFinal`: another would go no better. */
interface Try {
  readonly status: number | null;
  /** Null when all is well. */
  readonly error: string | null;
  readonly isFinal?: boolean;
}

/** The status by which a receiver says that it wants no more. */
const gone = 410;

/** The dialect that says what hooks are told; undefined where none has hooks. */
export function hookDialect({ dialects }: Pick<Engine, "dialects">): Dialect | undefined {
  return dialects.find(({ notify }) => notify !== undefined);
}

/** Does the jobs of {@link HookCall}s. */
export function createHookCaller(engine: Engine): JobHandler {
  const silence = createSilenceBook();
  return (job) => callHook(engine, silence, job);
}

/**
 * Does the job of a {@link HookCall}: one try. It throws when the message did not arrive, to be tried again until the
 * hours of the settings are over, or for good. A hook that is gone, switched off or of another event by now ends it
 * quietly. A message may arrive twice, under the same id: when this process dies before it noted the answer.
 */
async function callHook(engine: Engine, silence: SilenceBook, job: Job): Promise<void> {
  const { records, jobs, hooks, deliveries, clock, settings } = engine;
  const stores = { documents: records.documents, jobs };
  const call = await readCall(stores, job.payload);
  const hook = await hooks.find(call.hook);
  const wanted = hook?.isActive && hook.project === call.project && hook.event === call.happening.event;
  const went = wanted ? await send(engine, silence, call, hook, job.signal) : undefined;
  const now = clock();
  const leftMs = call.since + settings.hooks.deliverHours * 3_600_000 - now;
  const isFinal = went?.isFinal === true || leftMs <= 0;
  await deliveries.note(
    {
      ...summaryOf(call),
      state: !went ? "dropped" : went.error === null ? "delivered" : isFinal ? "given-up" : "retrying",
      attempts: job.attempt - (went ? 0 : 1),
      status: went?.status ?? null,
      error: went?.error ?? null,
      triedAt: now,
    },
    call.happening,
  );
  if (!went || went.error === null || isFinal) await dropCall(stores, call);
  if (!went || went.error === null) return;
  const pause = pauseMs(job.attempt, settings.hooks.deliverHours, leftMs) / 1000;
  throw new IntaglioError(
    "SOURCE_UNREACHABLE",
    `hook ${call.hook}: ${went.error}`,
    isFinal ? { final: true } : { retryAfterSeconds: pause },
  );
}

function summaryOf({
  id,
  project,
  hook,
  since,
  happening: { event, file },
}: HookCall): Pick<HookDelivery, "id" | "project" | "hook" | "since" | "event" | "fileId"> {
  return { id, project, hook, since, event, fileId: file.id };
}

/** One try. Throws only when this process stops. */
async function send(
  engine: Engine,
  silence: SilenceBook,
  call: HookCall,
  hook: HookRecord,
  signal: AbortSignal,
): Promise<Try> {
  const dialect = hookDialect(engine);
  const project = dialect && (await engine.projects.ofId(dialect, hook.project));
  const message = project && dialect.notify?.({ ...call.happening, hook, project });
  if (!message) return { status: null, error: "nobody here knows the hook's project", isFinal: true };
  let destination;
  try {
    destination = engine.hookGuard.admit(hook.targetUrl);
  } catch {
    return { status: null, error: "its address is not allowed", isFinal: true };
  }
  if (silence.isSilent(destination.url))
    return { status: null, error: "not sent: its server did not answer a moment ago" };
  try {
    const headers = { ...message.headers, "X-Intaglio-Event-Id": call.id };
    const status = await post(destination, { ...message, headers }, signal);
    const error = status >= 200 && status < 300 ? null : `status ${status}`;
    return { status, error, isFinal: status === gone };
  } catch (error) {
    signal.throwIfAborted(); // another process goes on with it
    if (error instanceof Silence) silence.note(destination.url);
    return { status: null, error: error instanceof Error ? error.message.slice(0, 300) : "no answer" };
  }
}
