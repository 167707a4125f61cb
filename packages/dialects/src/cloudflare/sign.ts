/**
 * Signed addresses: `?exp=<Unix seconds>&sig=<64 hex digits>`, without `exp` for ever. The HMAC-SHA-256 covers the path
 * as it arrived and the query without `sig`, so an expiry is always covered. The service knows this for hosted pictures;
 * for transformations it is an addition of ours.
 */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import { IntaglioError, maxTargetBytes, type Grant, type Target, type TokenReach } from "@intaglio/contract";
import { readAddress, type CloudflareAddressOptions } from "./parse/address.ts";
import { readQuery } from "./parse/query.ts";

/** Makes and checks signatures. */
export interface Signer {
  /** The path with a signature good until `expiresAt` (Unix seconds, `Infinity` for ever). Throws `TARGET_*`, `OPTIONS_INVALID` or `PLAN_UNSAYABLE`. */
  sign(path: string, expiresAt: number, reach: TokenReach): string;
  /** What the signature grants; undefined without one. Throws `SIGNATURE_*` or `CREDENTIALS_AMBIGUOUS`. */
  verify(target: Target, now: number): Grant | undefined;
}

/** A signer with text keys, whose bytes count as they are shown: signatures are made with the first and good under any. */
export function createSigner(signingKeys: readonly string[], options: CloudflareAddressOptions): Signer {
  const keys = signingKeys.map((key) => createSecretKey(Buffer.from(key, "utf8")));
  const [first] = keys;
  if (!first) throw new IntaglioError("OPTIONS_INVALID", "no signing key");
  return {
    sign: (path, expiresAt, reach) => {
      if (reach === "file")
        throw new IntaglioError("PLAN_UNSAYABLE", "reach file", { hint: "a signature here covers one address only" });
      if (path.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
      const address = readAddress(path, options);
      if (!address || /[?#\s]/.test(path))
        throw new IntaglioError("TARGET_INVALID", "only a delivery path without a query can be signed");
      const exp = writeExpiry(expiresAt);
      const query = exp === undefined ? "" : `exp=${exp}`;
      const signed = `${path}?${query}${query && "&"}sig=${mac(first, address.canonical, query)}`;
      if (signed.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
      return signed;
    },
    verify: (target, now) => verify(keys, options, target, now),
  };
}

function writeExpiry(expiresAt: number): string | undefined {
  if (expiresAt === Infinity) return undefined;
  const exp = String(Math.floor(expiresAt));
  if (/^\d{1,10}$/.test(exp)) return exp;
  throw new IntaglioError("OPTIONS_INVALID", "expiresAt must be Unix seconds of at most 10 digits, or Infinity");
}

// A path holds no `?` and begins with a slash: path and query cannot be mistaken for one another.
function mac(key: KeyObject, path: string, query: string): string {
  return createHmac("sha256", key)
    .update(query === "" ? path : `${path}?${query}`)
    .digest("hex");
}

function verify(
  keys: readonly KeyObject[],
  options: CloudflareAddressOptions,
  target: Target,
  now: number,
): Grant | undefined {
  if (target.path.length + target.query.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const { signature, expiry, signed } = readQuery(target.query);
  if (signature === undefined) return undefined;
  const address = readAddress(target.path, options);
  if (!address || !/^[0-9a-f]{64}$/.test(signature) || (expiry !== undefined && !/^\d{1,10}$/.test(expiry)))
    throw new IntaglioError("SIGNATURE_MALFORMED");
  const given = Buffer.from(signature);
  if (!keys.some((key) => timingSafeEqual(given, Buffer.from(mac(key, address.canonical, signed)))))
    throw new IntaglioError("SIGNATURE_INVALID", `none of ${keys.length} keys matches`);
  const expiresAt = expiry === undefined ? Infinity : Number(expiry);
  if (expiresAt <= now) throw new IntaglioError("SIGNATURE_EXPIRED");
  return { expiresAt };
}
