/**
 * Signed delivery addresses: `?token=exp=<seconds>~acl=<path>~hmac=<hex>`, or without `acl`, when the HMAC covers the
 * escaped path instead. Everything is compared with the path as it arrived: no other spelling of it passes. Where the
 * picture is on another server, the query of its address is part of the path.
 */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import {
  IntaglioError,
  decodeOnce,
  maxTargetBytes,
  readQueryOnce,
  type Grant,
  type ProjectKeys,
  type Target,
  type TokenReach,
} from "@intaglio/contract";
import { isProxied, signedPart, splitQuery } from "./parse/proxied.ts";
import { route } from "./routes.ts";

/** Makes and checks tokens, with the keys of a project: the server's own by default. */
export interface Signer {
  /** The path with a token good until `expiresAt` (Unix seconds). Throws `TARGET_*` or `OPTIONS_INVALID`. */
  sign(path: string, expiresAt: number, reach: TokenReach, project?: ProjectKeys): string;
  /** What the token grants; undefined without one. Throws `SIGNATURE_*` or `CREDENTIALS_AMBIGUOUS`. */
  verify(target: Target, now: number, project?: ProjectKeys): Grant | undefined;
}

/** Keys are prepared once. */
const prepared = new WeakMap<ProjectKeys, readonly KeyObject[]>();

function keysOf(project: ProjectKeys): readonly KeyObject[] {
  const keys = prepared.get(project) ?? project.deliveryKeys.map((hex) => createSecretKey(Buffer.from(hex, "hex")));
  prepared.set(project, keys);
  return keys;
}

interface Token {
  readonly exp: string;
  /** Absent in the URL form. */
  readonly acl: string | undefined;
  readonly hmac: string;
}

/** A signer: tokens are made with a project's first key and good under any of its keys. */
export function createSigner(own: ProjectKeys): Signer {
  return {
    sign: (path, expiresAt, reach, project = own) => {
      const [first] = keysOf(project);
      if (!first) throw new IntaglioError("OPTIONS_INVALID", "no delivery key");
      checkLength(path);
      const recipe = route(path)?.recipe;
      const [bare = "", query] = path.split(/\?(.*)/s, 2);
      const isElsewhere = isProxied(bare);
      const isMore = query !== undefined && (!isElsewhere || query === "" || splitQuery(query).token !== undefined);
      if ((recipe !== "deliver" && recipe !== "group") || isMore || /[#\s]/.test(path))
        throw new IntaglioError("TARGET_INVALID", "only a delivery path without a query can be signed");
      if (isElsewhere && reach === "file") throw unsayable();
      const exp = String(Math.floor(expiresAt));
      if (!/^\d{1,10}$/.test(exp))
        throw new IntaglioError("OPTIONS_INVALID", "expiresAt must be Unix seconds of at most 10 digits");
      const whole = reach === "file" && path === rootOf(path) ? `${path}/` : path; // the wildcard stands behind a slash
      const signed = `${whole}${query === undefined ? "?" : "&"}token=${makeToken(first, exp, whole, reach)}`;
      checkLength(signed);
      return signed;
    },
    verify: (target, now, project = own) => verify(keysOf(project), target, now),
  };
}

function unsayable(): IntaglioError {
  const hint = "reach: operations stand before a picture's address on another server, so a token covers exactly one";
  return new IntaglioError("PLAN_UNSAYABLE", hint, { hint });
}

function checkLength(text: string): void {
  if (text.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
}

function makeToken(key: KeyObject, exp: string, path: string, reach: TokenReach): string {
  if (reach === "file") return seal(key, `exp=${exp}~acl=${tildesEscaped(rootOf(path))}/*`);
  // Other characters could be changed on their way inside a query, or mean something in an ACL.
  const acl = tildesEscaped(path);
  if (/^[\w/.,:@-]+$/.test(acl.replace("%7e", ""))) return seal(key, `exp=${exp}~acl=${acl}`);
  return `exp=${exp}~hmac=${mac(key, `exp=${exp}~url=${escapeSigned(path)}`)}`;
}

/** What a file's token reaches: a file, a group's member, or a group. */
function rootOf(path: string): string {
  return /^\/[^/~%]+(?:(?:~|%7e)\d+(?:\/+nth\/+\d+)?)?/i.exec(path)?.[0] ?? path;
}

function seal(key: KeyObject, text: string): string {
  return `${text}~hmac=${mac(key, text)}`;
}

function mac(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

function verify(keys: readonly KeyObject[], target: Target, now: number): Grant | undefined {
  checkLength(target.path + target.query);
  const isElsewhere = isProxied(target.path);
  const spelled = isElsewhere ? spellings(splitQuery(target.query).token) : readSpellings(target.query);
  if (!spelled) return undefined;
  const path = isElsewhere ? signedPart(target) : target.path;
  const tokens = spelled.map(readToken).filter((token) => token !== undefined);
  if (tokens.length === 0) throw new IntaglioError("SIGNATURE_MALFORMED");
  const token = tokens.find((candidate) => isGenuine(keys, candidate, path));
  if (!token) throw new IntaglioError("SIGNATURE_INVALID", `none of ${keys.length} keys matches`);
  if (token.acl !== undefined && !covers(token.acl, path))
    throw new IntaglioError("SIGNATURE_INVALID", "the token is for another path");
  if (Number(token.exp) <= now) throw new IntaglioError("SIGNATURE_EXPIRED");
  const { acl } = token;
  return {
    expiresAt: Number(token.exp),
    ...(acl?.endsWith("/*") && { covers: (source) => source.kind === "file" && covers(acl, `/${source.id}/`) }),
  };
}

/** A file's token by each reading of it; undefined without one. Throws `CREDENTIALS_AMBIGUOUS`. */
function readSpellings(query: string): readonly string[] | undefined {
  const decoded = readQueryOnce(query, "token");
  const bare = query.split("&").find((pair) => pair.startsWith("token="));
  return decoded === undefined ? undefined : [...new Set([bare?.slice("token=".length) ?? decoded, decoded])];
}

// Signers put the token in bare, so an escape in it belongs to the ACL; others encode it all. Whichever reading it
// is, only a key's holder can have made a matching HMAC for its text.
function spellings(bare: string | undefined): readonly string[] | undefined {
  return bare === undefined ? undefined : [...new Set([bare, decodeOnce(bare)])];
}

/** Fields in their one order, each once; others, such as Akamai's `st` or `ip`, would bind something not checked here. */
function readToken(text: string): Token | undefined {
  const found = /^exp=(\d{1,10})(?:~acl=([^~]+))?~hmac=([0-9a-f]{64})$/.exec(text);
  if (!found) return undefined;
  const [, exp = "", acl, hmac = ""] = found;
  return acl === undefined || isAcl(acl) ? { exp, acl, hmac } : undefined;
}

/** Starts at the root; a `*` only as the whole last segment. `!` (lists) and `?` (one character) are Akamai's, not ours. */
function isAcl(acl: string): boolean {
  const star = acl.indexOf("*");
  return acl.startsWith("/") && !/[!?]/.test(acl) && (star < 0 || (star === acl.length - 1 && acl.endsWith("/*")));
}

function isGenuine(keys: readonly KeyObject[], { exp, acl, hmac }: Token, path: string): boolean {
  const text = acl === undefined ? `exp=${exp}~url=${escapeSigned(path)}` : `exp=${exp}~acl=${acl}`;
  const given = Buffer.from(hmac);
  return keys.some((key) => timingSafeEqual(given, Buffer.from(mac(key, text))));
}

function covers(acl: string, path: string): boolean {
  // To another server an escaped tilde may be something else than a bare one.
  if (isProxied(path) && /%7e/i.test(path)) return false;
  const allowed = tildesEscaped(acl);
  const asked = tildesEscaped(path);
  return allowed.endsWith("/*") ? asked.startsWith(allowed.slice(0, -1)) : asked === allowed;
}

// `~` separates a token's fields, so in paths it is written `%7e`. Both mean the same character.
function tildesEscaped(text: string): string {
  return text.replaceAll("~", "%7e").replaceAll("%7E", "%7e");
}

/** What a signature without an ACL covers. On another server an escaped tilde may be something else than a bare one. */
function escapeSigned(path: string): string {
  return isProxied(path) ? escapeAll(path) : escapePath(path);
}

/** All but letters, digits and `_ . - ,` as lower-case escapes, as the official builders write it. Injective but for `~`. */
export function escapePath(path: string): string {
  return escapeAll(path.replace(/%7e/gi, "~"));
}

function escapeAll(path: string): string {
  return path.replace(/[^\w.,-]/gu, (mark) =>
    mark === " "
      ? "+"
      : Array.from(new TextEncoder().encode(mark), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}
