/** Which addresses pictures may be fetched from. */
import { IntaglioError } from "@intaglio/contract";
import { matches, readRule, type OriginRule } from "../origin-rule.ts";
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

function forbidden(what: string): IntaglioError {
  return new IntaglioError("SOURCE_FORBIDDEN", `not fetched: ${what}`);
}
