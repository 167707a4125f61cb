/** Fetches as they are kept: what is wished and how far it is, for a day; and which file an address became. */
import type { DocumentTable, ErrorCode, FetchWish } from "@intaglio/contract";

const kind = "fetch";
const rememberedKind = "fetched";
/** How long its state can be asked for, milliseconds. */
const lifeMs = 86_400_000;

/** Where they are kept. */
export interface FetchShelf {
  readonly records: { readonly documents: DocumentTable };
}

/** How far a fetch is. */
export type FetchStep =
  | { readonly state: "waiting" }
  | { readonly state: "success" }
  | { readonly state: "progress"; readonly done: number; readonly total: number | undefined }
  | { readonly state: "error"; readonly code: ErrorCode; readonly hint?: string };

/** A fetch that was asked for. */
export interface KeptFetch {
  readonly token: string;
  readonly project: string;
  readonly wish: FetchWish;
  /** The id that the file will have: the same at every try. */
  readonly fileId: string;
  readonly step: FetchStep;
}

type Body = Pick<KeptFetch, "wish" | "fileId" | "step">;

/** Notes a fetch. `now` is in Unix milliseconds. */
export async function noteFetch(shelf: FetchShelf, { token, project, ...body }: KeptFetch, now: number): Promise<void> {
  const draft = { kind, id: token, project, name: null, body, expiresAt: now + lifeMs };
  await shelf.records.documents.add(draft);
}

/** A fetch, or undefined when there is none, or its day is over. */
export async function findFetch(shelf: FetchShelf, token: string): Promise<KeptFetch | undefined> {
  const document = await shelf.records.documents.find(kind, token);
  return document && { token, project: document.project, ...(document.body as Body) };
}

/** Notes how far it is. What has ended stays as it ended. */
export async function stepFetch(shelf: FetchShelf, token: string, step: FetchStep): Promise<void> {
  const { documents } = shelf.records;
  for (;;) {
    const document = await documents.find(kind, token);
    if (!document) return;
    const body = document.body as Body;
    if (body.step.state === "success" || body.step.state === "error") return;
    if (await documents.update(kind, token, document.revision, { body: { ...body, step } })) return;
  }
}

/** The id of the file that an address became; `key` stands for project and address. */
export async function recall(shelf: FetchShelf, key: string): Promise<string | undefined> {
  const document = await shelf.records.documents.find(rememberedKind, key);
  return document && (document.body as { readonly fileId: string }).fileId;
}

/** Remembers it, in the place of what was remembered before. */
export async function remember(shelf: FetchShelf, key: string, project: string, fileId: string): Promise<void> {
  const { documents } = shelf.records;
  const body = { fileId };
  for (;;) {
    if (await documents.add({ kind: rememberedKind, id: key, project, name: null, body, expiresAt: null })) return;
    const known = await documents.find(rememberedKind, key);
    if (known && (await documents.update(rememberedKind, key, known.revision, { body }))) return;
  }
}
