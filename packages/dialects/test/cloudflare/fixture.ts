/** What the tests of this dialect share. */
import { createHash } from "node:crypto";
import {
  IntaglioError,
  type Delivery,
  type Dialect,
  type ErrorCode,
  type Hints,
  type RequestFacts,
} from "@intaglio/contract";
import { cloudflare } from "@intaglio/dialects/cloudflare";

export const id = "6f6e6c79-2074-4573-a420-64617461aa01";
export const hash = "cheeW4oKsx5ljh8e8BoL2A";
/** The key of the reference's vectors. */
export const signingKey = "Oix0bbNaT8Rge9PuyxUBrjI6zrgnsyJ5=";
export const exp = 1_893_456_000;
export const now = 1_600_000_000;

export const host = { deriveKey: (purpose: string): Uint8Array => createHash("sha256").update(purpose).digest() };
/** Transformations only. */
export const dialect: Dialect = cloudflare({ signingKeys: [signingKey] }).create(host);
/** Hosted pictures too. */
export const hosted: Dialect = cloudflare({
  signingKeys: [signingKey],
  accountHash: hash,
  variants: {
    public: "w=1366,h=768",
    thumb: { fit: "cover", width: 100, height: 80 },
    mobile: "width=auto",
    facts: "f=json",
  },
  flexibleVariants: true,
}).create(host);

/** Parses options of a stored file. */
export function read(options: string, hints?: Hints): Delivery {
  return dialect.parse({ path: `/cdn-cgi/image/${options}/${id}`, query: "" }, hints);
}

/** Writes a delivery's options. */
export function write(delivery: Delivery): string {
  return dialect.format(delivery).split("/")[3] ?? "";
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
