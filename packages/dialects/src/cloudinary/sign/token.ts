/**
 * Authentication tokens: `st=<seconds>~exp=<seconds>~acl=<escaped paths>~hmac=<hex>`, or without `acl`, when the HMAC
 * covers the escaped path instead. Everything is compared with the path as it arrived.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { isComponent, isLayer } from "../parse/component.ts";

/** A token, taken apart. */
export interface Token {
  /** All but the HMAC, as it stands. */
  readonly text: string;
  readonly startsAt: number;
  readonly expiresAt: number;
  /** Unescaped; undefined in the form that covers the path. */
  readonly acl: readonly string[] | undefined;
  readonly hmac: string;
}

/** Fields in their one order, each once. `ip` would bind something that is not checked here, so a token with it is none. */
export function readToken(text: string): Token | undefined {
  const found = /^((?:st=(\d{1,10})~)?exp=(\d{1,10})(?:~acl=([^~]+))?)~hmac=([0-9a-f]{64})$/.exec(text);
  if (!found) return undefined;
  const [, covered = "", start = "0", exp = "", acl, hmac = ""] = found;
  const list = acl?.split("!").map(unescapeLower);
  if (list?.some((pattern) => pattern === undefined || !isPattern(pattern))) return undefined;
  return {
    text: covered,
    startsAt: Number(start),
    expiresAt: Number(exp),
    acl: list as readonly string[] | undefined,
    hmac,
  };
}

/** A token's text with its HMAC. `path` is covered where the text holds no `acl`. */
export function sealToken(key: string, text: string, path?: string): string {
  return `${text}~hmac=${mac(key, path === undefined ? text : `${text}~url=${escapeLower(path)}`)}`;
}

/** True when one of the keys made it. */
export function isGenuine({ text, acl, hmac }: Token, keys: readonly string[], path: string): boolean {
  const message = acl === undefined ? `${text}~url=${escapeLower(path)}` : text;
  const given = Buffer.from(hmac);
  let matches = false;
  for (const key of keys) matches = timingSafeEqual(given, Buffer.from(mac(key, message))) || matches;
  return matches;
}

function mac(key: string, text: string): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(text).digest("hex");
}

/** Escapes as Cloudinary's builders do: some characters only, in lower case. */
export function escapeLower(text: string): string {
  return text.replace(/[ "#%&'/:;<=>?@[\]^`{|}~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function unescapeLower(text: string): string | undefined {
  if (!/^(?:[^%]|%[0-9a-f]{2})+$/.test(text)) return undefined;
  return text.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/**
 * A path; one that ends in `/*`; or one with one `*` as a whole segment in it, which stands for a transformation and a
 * version. Other uses of `*` and `?` would reach further than they look.
 */
function isPattern(pattern: string): boolean {
  return /^\/[^*?]*(?:\/\*(?:\/[^*?]+)?)?$/.test(pattern) && (pattern.includes("/*") || !pattern.includes("*"));
}

/** True when one of the patterns covers all that a path begins, or is the path. */
export function reaches(acl: readonly string[], path: string): boolean {
  return acl.some((pattern) => (pattern.endsWith("/*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
}

/** True when one of the patterns covers the path. */
export function covers(acl: readonly string[], path: string): boolean {
  return acl.some((pattern) => {
    const [start = "", end] = pattern.split("*");
    if (end === undefined) return path === pattern;
    if (!path.startsWith(start) || !path.endsWith(end) || path.length < start.length + end.length) return false;
    if (end === "") return true;
    const between = path.slice(start.length, path.length - end.length).split("/");
    const last = between.at(-1) ?? "";
    if (isLayer(last) && end.includes("/", 1)) return false; // the end's first part would belong to the layer's id
    return (isComponent(last) || /^v\d+$/.test(last)) && between.slice(0, -1).every(isComponent);
  });
}
