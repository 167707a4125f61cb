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
   * `signed`, and the settings allow it) any on a usual port. Throws `SOURCE_FORBIDDEN`.
   */
  admit(url: string, signed: boolean): RemoteTarget;
  /** The same for what an upload is to be fetched from: a listed origin, or, where the settings allow it, any on a usual port. */
  admitUpload(url: string): RemoteTarget;
}

/** What an entry of `remote.origins` means. */
export interface OriginRule {
  readonly protocol: string;
  /** An exact host, or with a leading dot all hosts below it. */
  readonly host: string;
  readonly port: string;
  readonly private: boolean;
}

/** `publicUrl` is this server's own address: it is never fetched. */
export function createRemoteGuard({ origins, signed: any, uploads }: RemoteOptions, publicUrl: string): RemoteGuard {
  const rules = origins.map(readRule);
  const own = URL.canParse(publicUrl) ? new URL(publicUrl).host : undefined;
  const judge = (text: string, isAnyAllowed: boolean): RemoteTarget => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") throw forbidden("form");
    // A name with a dot at its end is the same to whoever resolves it.
    if (url.host.replace(/\.(?=:|$)/, "") === own) throw forbidden("the server itself");
    const rule = rules.find((one) => matches(one, url));
    if (!rule && !(isAnyAllowed && url.port === "")) throw forbidden(url.host);
    return { url, reaches: rule?.private ? () => true : isPublicAddress };
  };
  return { admit: (url, signed) => judge(url, any && signed), admitUpload: (url) => judge(url, uploads) };
}

/** True for what may stand in `remote.origins`: `https://host`, `https://*.host`, with a port where it is not the usual one. */
export function isOriginRule(text: unknown): boolean {
  if (typeof text !== "string" || !/^https?:\/\/(\*\.)?[^*/?#@]+$/.test(text)) return false;
  return URL.canParse(text.replace("*.", ""));
}

/** Reads an entry that {@link isOriginRule} takes. */
export function readRule(entry: RemoteOptions["origins"][number]): OriginRule {
  const { origin, private: isPrivate } = typeof entry === "string" ? { origin: entry, private: false } : entry;
  const { protocol, hostname, port } = new URL(origin.replace("*.", ""));
  return { protocol, host: origin.includes("*.") ? `.${hostname}` : hostname, port, private: isPrivate };
}

/** True where the rule covers the address. */
export function matches({ protocol, host, port }: OriginRule, url: URL): boolean {
  if (url.protocol !== protocol || url.port !== port) return false;
  return host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host;
}

function forbidden(what: string): IntaglioError {
  return new IntaglioError("SOURCE_FORBIDDEN", `not fetched: ${what}`);
}
