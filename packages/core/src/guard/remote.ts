/** Which addresses pictures may be fetched from. */
import { IntaglioError } from "@intaglio/contract";
import type { RemoteOptions } from "../settings.ts";
import { isPublicAddress } from "./addresses.ts";

/** An address that may be fetched. */
export interface RemoteTarget {
  readonly url: URL;
  /** True for a network address the connection may go to. */
  readonly reaches: (address: string) => boolean;
}

/** Judges addresses. */
export interface RemoteGuard {
  /**
   * The address, if it may be fetched: `http:` or `https:`, no user info, a listed origin, or (when the request itself was
   * `signed`, and the settings allow it) any on a usual port. A project that lists `origins` of its own is held to them,
   * signed or not; which private networks are reached is the settings' alone to say. Throws `SOURCE_FORBIDDEN`.
   */
  admit(url: string, signed: boolean, origins?: readonly string[] | null): RemoteTarget;
  /** The same for what an upload is to be fetched from: a listed origin, or, where the settings allow it, any on a usual port. */
  admitUpload(url: string): RemoteTarget;
}

/** What an entry of `remote.origins` means. */
export interface OriginRule {
  /** Undefined for both. */
  readonly protocol: string | undefined;
  /** An exact host, or with a leading dot all hosts below it. */
  readonly host: string;
  readonly port: string;
  readonly private: boolean;
}

/** `publicUrl` is this server's own address: it is never fetched. */
export function createRemoteGuard({ origins, signed: any, uploads }: RemoteOptions, publicUrl: string): RemoteGuard {
  const rules = origins.map(readRule);
  const own = URL.canParse(publicUrl) ? new URL(publicUrl).host : undefined;
  const judge = (text: string, isAnyAllowed: boolean, among: readonly OriginRule[] = rules): RemoteTarget => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") throw forbidden("form");
    // A name with a dot at its end is the same to whoever resolves it.
    if (url.host.replace(/\.(?=:|$)/, "") === own) throw forbidden("the server itself");
    const isListed = among.some((one) => matches(one, url));
    if (!isListed && !(isAnyAllowed && url.port === "")) throw forbidden(url.host);
    const isPrivate = rules.find((one) => matches(one, url))?.private ?? false;
    return { url, reaches: isPrivate ? () => true : isPublicAddress };
  };
  return {
    admit: (url, signed, listed) => (listed ? judge(url, false, rulesOf(listed)) : judge(url, any && signed)),
    admitUpload: (url) => judge(url, uploads),
  };
}

/** Projects' lists are read once. */
const read = new WeakMap<readonly string[], readonly OriginRule[]>();

function rulesOf(origins: readonly string[]): readonly OriginRule[] {
  const rules = read.get(origins) ?? origins.map(readRule);
  read.set(origins, rules);
  return rules;
}

/** True for what may stand in `remote.origins`: `https://host`, `https://*.host`, `host` or `*.host` for both schemes, with a port where it is not the usual one. */
export function isOriginRule(text: unknown): text is string {
  if (typeof text !== "string" || !/^(?:https?:\/\/)?(?:\*\.)?[^*/?#@\\\s]+$/.test(text)) return false;
  return URL.canParse(toAddress(text));
}

/** A rule as an address that can be read. */
function toAddress(rule: string): string {
  const exact = rule.replace("*.", "");
  return /^https?:\/\//.test(exact) ? exact : `https://${exact}`;
}

/** Reads an entry that {@link isOriginRule} takes. */
export function readRule(entry: RemoteOptions["origins"][number]): OriginRule {
  const { origin, private: isPrivate } = typeof entry === "string" ? { origin: entry, private: false } : entry;
  const { protocol, hostname, port } = new URL(toAddress(origin));
  const host = origin.includes("*.") ? `.${hostname}` : hostname;
  return { protocol: /^https?:\/\//.test(origin) ? protocol : undefined, host, port, private: isPrivate };
}

/** True where the rule covers the address. */
export function matches({ protocol, host, port }: OriginRule, url: URL): boolean {
  if ((protocol !== undefined && url.protocol !== protocol) || url.port !== port) return false;
  return host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host;
}

function forbidden(what: string): IntaglioError {
  return new IntaglioError("SOURCE_FORBIDDEN", `not fetched: ${what}`);
}
