/** Entries of lists of other servers: which addresses they cover. */

/** What an entry means. */
export interface OriginRule {
  /** Undefined for both. */
  readonly protocol: string | undefined;
  /** An exact host, or with a leading dot all hosts below it. */
  readonly host: string;
  readonly port: string;
  readonly private: boolean;
}

/** True for what may stand in a list: `https://host`, `https://*.host`, `host` or `*.host` for both schemes, with a port where it is not the usual one. */
export function isOriginRule(text: unknown): text is string {
  if (typeof text !== "string" || !/^(?:https?:\/\/)?(?:\*\.)?[^*/?#@\\\s]+$/.test(text)) return false;
  return URL.canParse(toAddress(text));
}

/** Reads an entry that {@link isOriginRule} takes. */
export function readRule(entry: string | { readonly origin: string; readonly private: boolean }): OriginRule {
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

/** A rule as an address that can be read. */
function toAddress(rule: string): string {
  const exact = rule.replace("*.", "");
  return /^https?:\/\//.test(exact) ? exact : `https://${exact}`;
}
