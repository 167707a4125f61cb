/** Bodies of the REST API: JSON, or fields. */
import type { RequestFacts } from "@intaglio/contract";
import { detail } from "./answer.ts";

/** The body as JSON; undefined without a body. Throws `FIELD_INVALID`. */
export function readJson({ body }: RequestFacts): unknown {
  if (body.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch {
    throw detail("JSON parse error.");
  }
}

/** The body as an object: JSON, or the fields of a form, each once. Throws `FIELD_INVALID`. */
export function readObject(request: RequestFacts): Readonly<Record<string, unknown>> {
  if (request.fields.size > 0)
    return Object.fromEntries([...request.fields].map(([name, values]) => [name, values.at(-1)]));
  const value = readJson(request);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw detail("Expected JSON object.");
}

/** True and false in the spellings that clients use; undefined for anything else. */
export function readFlag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" || typeof value === "number" ? String(value).toLowerCase() : "";
  return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined;
}
