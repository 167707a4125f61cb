/** What may stand in a document. */
import { IntaglioError } from "@intaglio/contract";
import type { DocumentDraft, DocumentQuery } from "@intaglio/contract";

const maxBodyBytes = 1024 ** 2;
const maxLimit = 1_001;
const kindText = /^[a-zA-Z.]{1,40}$/;
const maxLengths = { id: 100, name: 300, project: 100, sequence: 100 } as const;

/** True for texts that can be keys: they mean the same to every database. */
export function isKey(what: keyof typeof maxLengths, text: string): boolean {
  return text.length <= maxLengths[what] && text.isWellFormed() && !text.includes("\0");
}

/** Throws `INTERNAL`: kinds are ours. */
export function checkKind(kind: string): void {
  if (!kindText.test(kind)) throw new IntaglioError("INTERNAL", `not a kind of document: ${JSON.stringify(kind)}`);
}

/** Throws `INTERNAL` for a text that cannot be a key. */
export function checkKey(what: keyof typeof maxLengths, text: string): void {
  const isEmpty = text === "" && what !== "project" && what !== "name";
  if (isEmpty || !isKey(what, text))
    throw new IntaglioError("INTERNAL", `not a document's ${what}: ${JSON.stringify(text)}`);
}

/** Throws `INTERNAL` for bad keys; the body is another matter. */
export function checkDraft({ kind, id, project, name }: DocumentDraft): void {
  checkKind(kind);
  checkKey("id", id);
  checkKey("project", project);
  if (name !== null) checkKey("name", name);
}

/** Throws `FIELD_INVALID` for a bad limit or time. */
export function checkDocumentQuery({ kind, from, to, limit }: DocumentQuery): void {
  checkKind(kind);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    refuse(`limit ${String(limit)}`, `limit is a whole number from 1 to ${maxLimit}`);
  for (const [field, time] of Object.entries({ from, to }))
    if (time !== undefined && !Number.isSafeInteger(time))
      refuse(`${field} ${String(time)}`, `${field} is a whole number of milliseconds`);
  if (from !== undefined && to !== undefined) refuse("to beside from", "to is not given together with from");
}

/** The body as JSON. Throws `FIELD_INVALID` when it is too large, `INTERNAL` when it is no JSON. */
export function writeBody(body: unknown): string {
  const json = JSON.stringify(body) as string | undefined;
  if (json === undefined) throw new IntaglioError("INTERNAL", "a document's body is no JSON");
  const bytes = Buffer.byteLength(json);
  if (bytes > maxBodyBytes) refuse(`a body of ${bytes} bytes`, `all of it together is at most ${maxBodyBytes} bytes`);
  return json;
}

function refuse(message: string, hint: string): never {
  throw new IntaglioError("FIELD_INVALID", message, { hint });
}
