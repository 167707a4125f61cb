import { createHash } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";

/** Parameters of an upload by name, as a browser sends them to be signed. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * The signature of an upload's parameters as Cloudinary checks it: SHA-1 of `name=value` pairs in the order of their names,
 * with `&` between and the secret behind. A value with `&` could pass for another parameter, so it is refused.
 * Throws `FIELD_INVALID` naming what is not allowed.
 * See https://cloudinary.com/documentation/authentication_signatures.
 */
export function signParameters(
  parameters: Parameters,
  allowed: { readonly apiSecret: string; readonly allow: readonly string[] } | undefined,
): string {
  if (!allowed) throw invalid("paramsToSign", "are not signed here");
  const pairs = Object.entries(parameters).map(([name, value]) => {
    if (name !== "timestamp" && !allowed.allow.includes(name)) throw invalid(name, "may not be signed");
    if ((typeof value !== "string" && !Number.isSafeInteger(value)) || /[&\0]/.test(String(value)))
      throw invalid(name, "must be text without &, or a whole number");
    return `${name}=${String(value)}`;
  });
  if (!Object.hasOwn(parameters, "timestamp")) throw invalid("timestamp", "is missing");
  return createHash("sha1")
    .update(pairs.toSorted().join("&") + allowed.apiSecret)
    .digest("hex");
}

function invalid(name: string, why: string): IntaglioError {
  return new IntaglioError("FIELD_INVALID", `${name.slice(0, 40)} ${why}`);
}
