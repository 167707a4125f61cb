/** Recipe: a file is to be fetched from an address. */
import { randomUUID } from "node:crypto";
import { IntaglioError, type FetchBegun, type FetchWish, type Project } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { isOver } from "./guard/delivery.ts";
import type { Destination } from "./guarded-request.ts";
import { isAddress, reachesHost } from "./intake/remote.ts";
import { newFileId } from "./library/keys.ts";
import { noteFetch, recall } from "./library/fetches.ts";
import { fetchJob, keyOf } from "./fetch-file.ts";
import { ownAddress } from "./own-address.ts";

/** Tries of one fetch: what fails for good is not tried again. */
const attempts = 3;

/**
 * Notes the fetch, which is done in the background, or gives the file that the address became before. A counted
 * credential is used up here and given back when the fetch fails. Throws `SOURCE_FORBIDDEN`, `SOURCE_UNREACHABLE` where
 * the host is unknown or not a public one, whichever it is, `SOURCE_PRIVATE` where it is a private address itself, and
 * `TICKET_SPENT`.
 */
export async function beginFetch(engine: Engine, project: Project, wish: FetchWish): Promise<FetchBegun> {
  const { records, jobs, clock } = engine;
  if (wish.reuse) {
    const id = await recall(engine, keyOf(engine, project.id, wish.url));
    const file = id === undefined ? undefined : await records.find(id);
    if (file?.project === project.id && !isOver(file, clock())) return { file };
  }
  if (!ownAddress(engine, wish.url)) await checkHost(engine.remote.admitUpload(wish.url));
  const { count } = wish.permit;
  if (count && !(await records.tickets.spend(count.id, 1, count.limit, count.expiresAt)))
    throw new IntaglioError("TICKET_SPENT");
  const token = randomUUID();
  const fetch = { token, project: project.id, wish, fileId: newFileId(), step: { state: "waiting" } } as const;
  await noteFetch(engine, fetch, clock());
  await jobs.add(fetchJob, { token }, { key: token, attempts });
  return { token };
}

/** A name that leads to a private address is as good as none: what names mean in this network is nobody's business. */
async function checkHost(destination: Destination): Promise<void> {
  if (await reachesHost(destination)) return;
  if (isAddress(destination.url)) throw new IntaglioError("SOURCE_PRIVATE");
  throw new IntaglioError("SOURCE_UNREACHABLE", "no such host, or not a public one");
}
