/** What is wrong with a search, as clients read it: messages by field. */
import { IntaglioError } from "@intaglio/contract";

/** An error about a field; fields within others are written `outer.inner`. */
export function problem(field: string, message: string): IntaglioError {
  const inner = field.split(".").toReversed();
  let body: unknown = [message];
  for (const name of inner) body = { [name]: body };
  return new IntaglioError("FIELD_INVALID", `${field}: ${message}`, { hint: `${field}: ${message}`, answer: body });
}

/** A whole number of the query; undefined without one. Throws `FIELD_INVALID`. */
export function readCount(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const count = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw problem(
    name,
    most === Number.MAX_SAFE_INTEGER
      ? `A whole number of at least ${least} is expected.`
      : `A whole number from ${least} to ${most} is expected.`,
  );
}
