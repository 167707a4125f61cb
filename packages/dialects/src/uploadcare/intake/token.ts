/** Signed uploads, the newer way: a JSON Web Token in the `Authorization` header, which can be restricted. */
import { createHash, createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from "node:crypto";
import { IntaglioError, type UploadLimits, type UploadPermit } from "@intaglio/contract";

/** The longest life of a token, in seconds: Uploadcare's day. */
export const maxTokenSeconds = 86_400;
const maxSkewSeconds = 60;
const maxTokenLength = 8192;
const header = encode({ alg: "HS256", typ: "JWT" });

/** A JSON object, unchecked. */
type Claims = Readonly<Record<string, unknown>>;

/** A project's secret key as tokens use it: the raw SHA-256 digest of its text. */
export function toTokenKey(secretKey: string): KeyObject {
  return createSecretKey(createHash("sha256").update(secretKey, "utf8").digest());
}

/** The token of an `Authorization` header, or undefined when it is of another scheme. */
export function readBearer(authorization: string | null): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

/**
 * What a token permits at a path. Throws `TOKEN_INVALID` with the reason, `TOKEN_EXPIRED` or `TOKEN_OUT_OF_SCOPE`.
 * A restriction that is not known here makes it invalid: it could not be kept.
 */
export function checkToken(keys: readonly KeyObject[], token: string, path: string, now: number): UploadPermit {
  const claims = openToken(keys, token);
  const { iat, exp, nbf, jti } = claims;
  if (!isTime(iat)) throw invalid("`iat` is required");
  if (!isTime(exp)) throw invalid("`exp` is required");
  if (exp <= now) throw new IntaglioError("TOKEN_EXPIRED");
  if (iat > now + maxSkewSeconds) throw invalid("`iat` is in the future");
  if (exp <= iat || exp - iat > maxTokenSeconds) throw invalid("`exp` must be at most 24 hours after `iat`");
  if (nbf !== undefined && (!isTime(nbf) || nbf > now + maxSkewSeconds)) throw invalid("`nbf` is in the future");
  if (jti !== undefined && (typeof jti !== "string" || jti === "" || jti.length > 255))
    throw invalid("`jti` must be a text");
  const { scope, operations } = readRestrictions(claims["uc"]);
  if (scope && !scope.some((item) => covers(item, path))) throw new IntaglioError("TOKEN_OUT_OF_SCOPE");
  const limits = readLimits(claims["intaglio"]);
  if (operations === undefined) return { limits };
  // Hashed, so that whoever reads the table of counts holds no token; the prefix keeps the two kinds apart.
  const id = createHash("sha256")
    .update(jti === undefined ? `token:${token}` : `jti:${jti}`)
    .digest("hex");
  return { limits, count: { id, limit: operations, expiresAt: exp * 1000 } };
}

/** A token for one file at the upload address, with our own extra limits. Times are Unix seconds. */
export function makeToken(key: KeyObject, limits: UploadLimits, now: number, expiresAt: number): string {
  const restrictions = { scope: ["/base/"], limits: { operations: 1 } };
  const own = readLimits(limits);
  const claims = {
    iat: Math.floor(now),
    exp: Math.floor(expiresAt),
    jti: randomBytes(16).toString("hex"),
    uc: { restrictions },
    ...(Object.keys(own).length > 0 && { intaglio: own }),
  };
  const signed = `${header}.${encode(claims)}`;
  return `${signed}.${seal(key, signed)}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function seal(key: KeyObject, signed: string): string {
  return createHmac("sha256", key).update(signed).digest("base64url");
}

function openToken(keys: readonly KeyObject[], token: string): Claims {
  const [head, payload, signature, ...more] = token.split(".");
  if (!head || !payload || !signature || more.length > 0 || token.length > maxTokenLength)
    throw invalid("unreadable or not a JWT");
  const { alg, crit } = decode(head);
  // One algorithm, whatever the token says; a token that says another was not made for us.
  if (alg !== "HS256" || crit !== undefined) throw invalid("it must be signed with HS256");
  // The text is compared, not the bytes: another spelling of the same bytes would be another token to count.
  const given = Buffer.from(signature);
  const genuine = keys.some((key) => {
    const made = Buffer.from(seal(key, `${head}.${payload}`));
    return made.length === given.length && timingSafeEqual(made, given);
  });
  if (!genuine) throw invalid("the signature does not match");
  return decode(payload);
}

function decode(part: string): Claims {
  if (!/^[\w-]+$/.test(part)) throw invalid("unreadable or not a JWT");
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    if (isObject(value)) return value;
  } catch (cause) {
    throw invalid("unreadable or not a JWT", cause);
  }
  throw invalid("unreadable or not a JWT");
}

interface Restrictions {
  readonly scope?: readonly string[];
  readonly operations?: number;
}

function readRestrictions(uc: unknown): Restrictions {
  const { restrictions } = readObject("uc", uc, ["restrictions"]);
  const { scope, limits } = readObject("uc.restrictions", restrictions, ["scope", "limits"]);
  const { operations } = readObject("uc.restrictions.limits", limits, ["operations"]);
  if (scope !== undefined && !isScope(scope))
    throw invalid("`uc.restrictions.scope` must list paths such as /base/ or /multipart/*");
  if (operations !== undefined && !isWhole(operations, 1, 100_000))
    throw invalid("`uc.restrictions.limits.operations` must be an integer between 1 and 100000");
  return { ...(scope !== undefined && { scope }), ...(operations !== undefined && { operations }) };
}

function isScope(value: unknown): value is string[] {
  return isListOf(/^\/(?:[^*]*\/)?(?:\*|[^*]*)$/, value, 16);
}

function isListOf(form: RegExp, value: unknown, most: number): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) return false;
  return value.every((item) => typeof item === "string" && form.test(item));
}

function covers(item: string, path: string): boolean {
  const asked = path.endsWith("/") ? path : `${path}/`;
  return item.endsWith("/*") ? asked.startsWith(item.slice(0, -1)) : asked === item;
}

function readLimits(intaglio: unknown): UploadLimits {
  const { maxBytes, types } = readObject("intaglio", intaglio, ["maxBytes", "types"]);
  if (maxBytes !== undefined && !isWhole(maxBytes, 1, Number.MAX_SAFE_INTEGER))
    throw invalid("`intaglio.maxBytes` must be a whole number");
  if (types !== undefined && !isTypes(types)) throw invalid("`intaglio.types` must list media types");
  return { ...(maxBytes !== undefined && { maxBytes }), ...(types !== undefined && { types }) };
}

function isTypes(value: unknown): value is string[] {
  return isListOf(/^(?:\*|[a-z0-9.+-]+\/(?:\*|[a-z0-9.+-]+))$/, value, 64);
}

function readObject(path: string, value: unknown, names: readonly string[]): Claims {
  if (value === undefined) return {};
  if (!isObject(value)) throw invalid(`\`${path}\` must be an object`);
  if (Object.keys(value).some((name) => !names.includes(name)))
    throw invalid(`\`${path}\` holds more than ${names.join(", ")}`);
  return value;
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

function isTime(value: unknown): value is number {
  return isWhole(value, 0, 9_999_999_999);
}

function invalid(reason: string, cause?: unknown): IntaglioError {
  return new IntaglioError("TOKEN_INVALID", reason, { hint: `${reason}.`, cause });
}
