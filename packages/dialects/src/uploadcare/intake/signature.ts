/** Signed uploads, the older way: `signature` is an HMAC of `expire`, and nothing else. */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import { readOnce, type RequestFields } from "./fields.ts";

/** A project's secret key as this scheme uses it: its text, not what its hex digits would mean. */
export function toSignatureKey(secretKey: string): KeyObject {
  return createSecretKey(Buffer.from(secretKey, "utf8"));
}

/** The signature of an expiry, both as they stand in a request. */
export function signExpiry(key: KeyObject, expire: string): string {
  return createHmac("sha256", key).update(expire).digest("hex");
}

/**
 * Checks the two parameters in Uploadcare's order: present, whole, not in the past, genuine.
 * The old MD5 form is refused: it is no HMAC. Throws `UPLOAD_*`, `SIGNATURE_*` or `CREDENTIALS_AMBIGUOUS`.
 */
export function checkSignature(keys: readonly KeyObject[], fields: RequestFields, now: number): void {
  const signature = readOnce(fields, "signature");
  if (signature === undefined) throw new IntaglioError("UPLOAD_SIGNATURE_MISSING");
  const expire = readOnce(fields, "expire");
  if (expire === undefined) throw new IntaglioError("UPLOAD_EXPIRY_MISSING");
  if (!/^\d{1,10}$/.test(expire)) throw new IntaglioError("UPLOAD_EXPIRY_MALFORMED");
  if (Number(expire) <= now) throw new IntaglioError("SIGNATURE_EXPIRED");
  if (!/^[0-9a-f]{64}$/.test(signature)) throw new IntaglioError("SIGNATURE_INVALID", "not 64 lower-case hex digits");
  const given = Buffer.from(signature);
  const genuine = keys.some((key) => timingSafeEqual(given, Buffer.from(signExpiry(key, expire))));
  if (!genuine) throw new IntaglioError("SIGNATURE_INVALID", `none of ${keys.length} keys matches`);
}
