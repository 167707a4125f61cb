/** A request's parameters: clients put them into the query, the body, or both. */
import { IntaglioError, decodeOnce, type RequestFacts } from "@intaglio/contract";
import { refusal } from "../fail/refusal.ts";

/** Values by name, those of the query first. */
export type RequestFields = ReadonlyMap<string, readonly string[]>;

/** Query and body together. Throws `TARGET_INVALID` for a malformed query. */
export function readFields({ target, fields }: RequestFacts): RequestFields {
  const all = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    const values = all.get(name);
    if (values) values.push(value);
    else all.set(name, [value]);
  };
  for (const pair of target.query.split("&")) {
    const mark = pair.indexOf("=");
    if (pair !== "")
      add(decodeForm(mark < 0 ? pair : pair.slice(0, mark)), mark < 0 ? "" : decodeForm(pair.slice(mark + 1)));
  }
  for (const [name, values] of fields) for (const value of values) add(name, value);
  return all;
}

function decodeForm(text: string): string {
  return decodeOnce(text.replaceAll("+", " "));
}

/** A credential: undefined when absent or empty. Throws `CREDENTIALS_AMBIGUOUS` when it is there twice. */
export function readOnce(fields: RequestFields, name: string): string | undefined {
  const values = fields.get(name) ?? [];
  if (values.length > 1) throw new IntaglioError("CREDENTIALS_AMBIGUOUS", `${name} is given twice`, { hint: name });
  return values[0] === "" ? undefined : values[0];
}

/**
 * Who asks. It is read before anything else: official clients' tests send otherwise broken requests and expect this
 * error. Throws `KEY_MISSING`, or `CREDENTIALS_AMBIGUOUS` when two different keys are given.
 */
export function readPublicKey(fields: RequestFields): string {
  const given = ["UPLOADCARE_PUB_KEY", "pub_key"].flatMap((name) => fields.get(name) ?? []).filter((key) => key !== "");
  const [key] = given;
  if (key === undefined) throw new IntaglioError("KEY_MISSING");
  if (new Set(given).size > 1)
    throw new IntaglioError("CREDENTIALS_AMBIGUOUS", "two public keys", { hint: "the public key" });
  return key;
}

/** Throws `FIELD_INVALID` when a name or value holds a NUL: databases cut or refuse such text. */
export function checkNoNull(fields: RequestFields): void {
  for (const [name, values] of fields)
    if ([name, ...values].some((text) => text.includes("\0")))
      throw refusal("FIELD_INVALID", "NullCharactersForbiddenError", "Null characters are not allowed.");
}
