/** A message to one hook that has yet to be delivered: a job of the queue. */
import { IntaglioError, type DocumentTable, type Happening, type Jobs } from "@intaglio/contract";

/** The job's name. */
export const hookJob = "webhook";

/** The most tries a job may have; the pauses between them make fewer of the promised hours. */
const attempts = 100;
/** Bytes of a happening that go into the job itself; its payload holds 65,536. */
const maxInlineBytes = 60_000;
/** What is too large for the job lies here meanwhile. */
const kind = "hook.call";
const keptMs = 14 * 86_400_000;

/** What is to be delivered, and to whom. */
export interface HookCall {
  /** The same at every try, and no other call's. */
  readonly id: string;
  readonly hook: number;
  readonly project: string;
  /** Unix milliseconds: tries end so many hours after it. */
  readonly since: number;
  readonly happening: Happening;
}

/** Where calls are put. */
export interface CallStores {
  readonly documents: DocumentTable;
  readonly jobs: Jobs;
}

/** Adds the call's job; durable when it resolves. While the same call waits for its first try, it is not added again. */
export async function addCall({ documents, jobs }: CallStores, call: HookCall): Promise<void> {
  const { happening, ...rest } = call;
  const isLarge = Buffer.byteLength(JSON.stringify(happening)) > maxInlineBytes;
  if (isLarge) {
    const { id, project, since } = call;
    await documents.add({ kind, id, project, name: null, body: happening, expiresAt: since + keptMs });
  }
  await jobs.add(hookJob, isLarge ? rest : plain(call), { key: call.id, attempts });
}

/** The call of a job's payload. Throws `INTERNAL`, for good, when what belongs to it is gone. */
export async function readCall({ documents }: CallStores, payload: unknown): Promise<HookCall> {
  const { happening, ...rest } = payload as Omit<HookCall, "happening"> & Partial<HookCall>;
  const found = happening ?? (await documents.find(kind, rest.id))?.body;
  if (!found) throw new IntaglioError("INTERNAL", `what hook ${rest.hook} was to hear is gone`, { final: true });
  return { ...rest, happening: found as Happening };
}

/** Lets go of what the call needed, once it is over. */
export async function dropCall({ documents }: CallStores, { id, happening }: HookCall): Promise<void> {
  if (Buffer.byteLength(JSON.stringify(happening)) > maxInlineBytes) await documents.remove(kind, id);
}

/** As JSON has it: the queue takes no fields that are undefined. */
function plain(call: HookCall): unknown {
  return JSON.parse(JSON.stringify(call)) as unknown;
}
