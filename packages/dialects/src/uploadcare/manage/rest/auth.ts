/** Who asks the REST API: the secret key itself, or a signature by it over the whole request. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { IntaglioError, type ProjectKeys, type RequestFacts } from "@intaglio/contract";

/** How far a request's date may be from now, in seconds. */
const maxSkewSeconds = 900;

interface Credentials {
  readonly scheme: "simple" | "signed";
  readonly key: string;
  /** The secret key, or the signature. */
  readonly proof: string;
}

/** The public key that the `Authorization` header names. Throws `CREDENTIALS_INVALID`. */
export function readRestKey(request: RequestFacts): string {
  return readCredentials(request).key;
}

/**
 * Checks the credentials against the project's secret keys. `basePath` is what the server's paths stand below: clients
 * sign the path that they know. `now` is in Unix seconds. Throws `CREDENTIALS_INVALID`.
 */
export function checkRest(request: RequestFacts, { secretKeys }: ProjectKeys, basePath: string, now: number): void {
  const { scheme, proof } = readCredentials(request);
  if (scheme === "simple") {
    if (!secretKeys.some((key) => same(key, proof))) throw invalid("Secret key not found.");
    return;
  }
  checkDate(dateOf(request), now);
  const { path, query } = request.target;
  const below = query === "" ? path : `${path}?${query}`;
  const genuine = [below, basePath + below].some((uri) =>
    secretKeys.some((key) => same(signRest(key, { ...partsOf(request), uri }), proof)),
  );
  if (!genuine) throw invalid("Invalid signature. Please check your Secret key.");
}

/** What a signature covers. */
export interface SignedParts {
  readonly method: string;
  readonly body: Uint8Array;
  /** As the header says it; empty without one. */
  readonly contentType: string;
  /** The date header's very text. */
  readonly date: string;
  /** Path and query, undecoded. */
  readonly uri: string;
}

/** The signature of a request, by a secret key's text. */
export function signRest(secretKey: string, { method, body, contentType, date, uri }: SignedParts): string {
  const digest = createHash("md5").update(body).digest("hex");
  return createHmac("sha1", secretKey).update([method, digest, contentType, date, uri].join("\n")).digest("hex");
}

function partsOf(request: RequestFacts): Omit<SignedParts, "uri"> {
  const { method, body } = request;
  return { method, body, contentType: request.header("content-type") ?? "", date: dateOf(request) };
}

/** Browsers and JavaScript clients may not set `Date`. */
function dateOf(request: RequestFacts): string {
  return request.header("x-uploadcare-date") ?? request.header("date") ?? "";
}

/** Python's client puts a comma after the year. */
function checkDate(text: string, now: number): void {
  const seconds = Date.parse(text.replace(/(\d{4}),/, "$1")) / 1000;
  if (!(Math.abs(seconds - now) <= maxSkewSeconds)) throw invalid("Incorrect authentication credentials.");
}

function readCredentials(request: RequestFacts): Credentials {
  const found = /^Uploadcare(\.Simple)? +([\w-]{1,100}):(\S{1,512}) *$/.exec(request.header("authorization") ?? "");
  if (!found) throw invalid("Incorrect authentication credentials.");
  const [, simple, key = "", proof = ""] = found;
  return { scheme: simple === undefined ? "signed" : "simple", key, proof };
}

function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}

function invalid(text: string): IntaglioError {
  return new IntaglioError("CREDENTIALS_INVALID", text, { hint: text });
}
