/**
 * Signed addresses, which ipx itself has not: `?exp=<Unix seconds>&sig=<64 hex digits>`, without `exp` for ever. The
 * HMAC-SHA-256 covers the purpose, the path as it arrived and the expiry; the rest of the query has no meaning.
 */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import {
  IntaglioError,
  maxTargetBytes,
  readQueryOnce,
  type Grant,
  type Target,
  type TokenReach,
} from "@intaglio/contract";
import { route } from "./routes.ts";

/** Makes and checks signatures. */
export interface Signer {
  /** The path with a signature good until `expiresAt` (Unix seconds, `Infinity` for ever). Throws `TARGET_*`, `OPTIONS_INVALID` or `PLAN_UNSAYABLE`. */
  sign(path: string, expiresAt: number, reach: TokenReach): string;
  /** What the signature grants; undefined without one. Throws `SIGNATURE_*` or `CREDENTIALS_AMBIGUOUS`. */
  verify(target: Target, now: number): Grant | undefined;
}

/** A signer with text keys: signatures are made with the first and good under any. */
export function createSigner(signingKeys: readonly string[], prefix: string): Signer {
  const keys = signingKeys.map((key) => createSecretKey(Buffer.from(key, "utf8")));
  const [first] = keys;
  if (!first) throw new IntaglioError("OPTIONS_INVALID", "no signing key");
  return {
    sign: (path, expiresAt, reach) => {
      if (reach === "file")
        throw new IntaglioError("PLAN_UNSAYABLE", "reach file", { hint: "a signature here covers one address only" });
      if (path.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
      if (!route(path, prefix) || /[?#\s]/.test(path))
        throw new IntaglioError("TARGET_INVALID", "only a delivery path without a query can be signed");
      const exp = writeExpiry(expiresAt);
      const signed = `${path}?${exp === "" ? "" : `exp=${exp}&`}sig=${mac(first, path, exp)}`;
      if (signed.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
      return signed;
    },
    verify: (target, now) => verify(keys, target, now),
  };
}

function writeExpiry(expiresAt: number): string {
  if (expiresAt === Infinity) return "";
  const exp = String(Math.floor(expiresAt));
  if (/^\d{1,10}$/.test(exp)) return exp;
  throw new IntaglioError("OPTIONS_INVALID", "expiresAt must be Unix seconds of at most 10 digits, or Infinity");
}

// Each field ends with a newline, which neither a path nor a number can hold.
function mac(key: KeyObject, path: string, exp: string): string {
  return createHmac("sha256", key).update(`intaglio ipx delivery\n${path}\n${exp}\n`).digest("hex");
}

function verify(keys: readonly KeyObject[], { path, query }: Target, now: number): Grant | undefined {
  if (path.length + query.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const sig = readQueryOnce(query, "sig");
  const exp = readQueryOnce(query, "exp");
  if (sig === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/.test(sig) || (exp !== undefined && !/^\d{1,10}$/.test(exp)) || /[\r\n]/.test(path))
    throw new IntaglioError("SIGNATURE_MALFORMED");
  const given = Buffer.from(sig);
  if (!keys.some((key) => timingSafeEqual(given, Buffer.from(mac(key, path, exp ?? "")))))
    throw new IntaglioError("SIGNATURE_INVALID", `none of ${keys.length} keys matches`);
  const expiresAt = exp === undefined ? Infinity : Number(exp);
  if (expiresAt <= now) throw new IntaglioError("SIGNATURE_EXPIRED");
  return { expiresAt };
}
