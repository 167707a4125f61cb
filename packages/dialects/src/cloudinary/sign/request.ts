/** Signatures of requests to the API: a hash over sorted parameters and the secret. */
import { createHash, timingSafeEqual } from "node:crypto";

/** Parameters that the signature does not cover. */
const uncovered = ["file", "cloud_name", "resource_type", "api_key", "signature"];

/** The text under the signature: sorted by name, empty ones left out, `&` in values escaped. */
export function requestText(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .filter(([name, value]) => value !== "" && !uncovered.includes(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`.replaceAll("&", "%26"))
    .join("&");
}

/** The signature of such a text, in lower-case hex. */
export function signRequest(text: string, secret: string, hash: "sha1" | "sha256"): string {
  return createHash(hash)
    .update(text + secret)
    .digest("hex");
}

/** True when one of the secrets made the signature; its length tells the hash. */
export function isRequestSigned(text: string, signature: string, secrets: readonly string[]): boolean {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(signature)) return false;
  const given = Buffer.from(signature);
  let matches = false;
  for (const secret of secrets) {
    const made = Buffer.from(signRequest(text, secret, signature.length === 40 ? "sha1" : "sha256"));
    matches = timingSafeEqual(given, made) || matches;
  }
  return matches;
}
