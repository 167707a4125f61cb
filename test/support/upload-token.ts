/** The `Authorization` of an upload, as an app makes it: a JSON Web Token by the server's own secret key, good for ten minutes. */
import { createHash, createHmac } from "node:crypto";
import { secretKey } from "./media.ts";

/** A token with more claims. */
export function uploadToken(claims: object = {}): { readonly authorization: string } {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ iat: now - 5, exp: now + 600, ...claims })}`;
  const key = createHash("sha256").update(secretKey).digest();
  return { authorization: `Bearer ${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}` };
}

/** A token for so many files and groups. */
export function countedToken(operations: number): { readonly authorization: string } {
  return uploadToken({ uc: { restrictions: { limits: { operations } } } });
}
