/** What the tests of this dialect share. */
import { createHash } from "node:crypto";
import { IntaglioError, type Delivery, type Dialect, type ErrorCode, type RequestFacts } from "@intaglio/contract";
import { ipx } from "@intaglio/dialects/ipx";

export const id = "6f6e6c79-2074-4573-a420-64617461aa01";
export const signingKey = "a-signing-key-for-tests-0123456789abcdef";
export const exp = 1_893_456_000;
export const now = 1_800_000_000;

export const host = { deriveKey: (purpose: string): Uint8Array => createHash("sha256").update(purpose).digest() };
export const dialect: Dialect = ipx({ signingKeys: [signingKey] }).create(host);

/** Parses modifiers of a stored file. */
export function read(modifiers: string): Delivery {
  return dialect.parse({ path: `/_ipx/${modifiers}/${id}`, query: "" });
}

/** Writes a delivery's modifiers. */
export function write(delivery: Delivery): string {
  return dialect.format(delivery).split("/")[2] ?? "";
}

export function errorOf(action: () => unknown): IntaglioError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof IntaglioError) return error;
    throw error;
  }
}

/** The code of what is thrown; undefined when nothing is. Anything but an IntaglioError is thrown on. */
export function codeOf(action: () => unknown): ErrorCode | undefined {
  return errorOf(action)?.code;
}

/** A request's facts. */
export function request(url: string): RequestFacts {
  const [path = "", query = ""] = url.split("?");
  return { method: "GET", target: { path, query }, header: () => null, fields: new Map(), body: new Uint8Array(0) };
}
