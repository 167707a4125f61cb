/** The dialect's options: typed, defaulted, checked. */
import { IntaglioError, type DialectHost, type ProjectKeys } from "@intaglio/contract";

/** The server's own project. */
export interface UploadcareOptions {
  /** What clients send as `UPLOADCARE_PUB_KEY` or `pub_key`: letters, digits, `_` and `-`. Default: `demopublickey`. */
  readonly publicKey?: string;
  /**
   * Keys of signed uploads, each a text of at least 8 characters (the service gives 20); a signature is good under
   * any of them, tickets are made with the first. Default: one derived from the server's secret.
   */
  readonly secretKeys?: readonly string[];
  /**
   * Keys of signed delivery addresses, each at least 32 hex digits; a token is good under any of them, tokens are made
   * with the first. Default: one derived from the server's secret.
   */
  readonly deliveryKeys?: readonly string[];
  /**
   * The domain below which each project has a host of its own for pictures from other servers: with `ucr.example.com`,
   * that of the project `shop` is `shop.ucr.example.com`. Default: all hosts are the server's own project's.
   */
  readonly proxyDomain?: string;
  /** Other such hosts, each with its project's public key: `{ "images.example.com": "shop" }`. Default: none. */
  readonly proxyHosts?: Readonly<Record<string, string>>;
}

const known = ["publicKey", "secretKeys", "deliveryKeys", "proxyDomain", "proxyHosts"];
const hostName = /^(?!.{254})[a-z\d](?:[a-z\d.-]*[a-z\d])?$/;

/** Checks options; all that is wrong is reported together. Throws `OPTIONS_INVALID`; its text holds no key. */
export function checkOptions(options: UploadcareOptions): void {
  const problems = Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `uploadcare.${name} is no option`);
  const { publicKey = "demopublickey", secretKeys, deliveryKeys } = options;
  if (typeof publicKey !== "string" || !/^[\w-]{1,100}$/.test(publicKey))
    problems.push("uploadcare.publicKey must be 1 to 100 letters, digits, _ or -");
  problems.push(
    ...checkKeys(
      "uploadcare.secretKeys",
      secretKeys,
      /^[\x21-\x7e]{8,512}$/,
      "8 to 512 printable characters without blanks",
    ),
  );
  problems.push(
    ...checkKeys(
      "uploadcare.deliveryKeys",
      deliveryKeys,
      /^(?:[0-9a-f]{2}){16,256}$/i,
      "32 to 512 hex digits, an even number of them",
    ),
  );
  const { proxyDomain, proxyHosts = {} } = options;
  if (proxyDomain !== undefined && (typeof proxyDomain !== "string" || !hostName.test(proxyDomain)))
    problems.push("uploadcare.proxyDomain must be a host's name in lower case, without a port");
  const hosts = typeof proxyHosts === "object" && proxyHosts !== null ? Object.entries(proxyHosts) : [["", ""]];
  if (!hosts.every(([host = "", key]) => hostName.test(host) && typeof key === "string" && /^[\w-]{1,100}$/.test(key)))
    problems.push("uploadcare.proxyHosts must be hosts' names in lower case, without a port, each with a public key");
  if (problems.length > 0)
    throw new IntaglioError("OPTIONS_INVALID", problems.join("; "), { hint: problems.join("; ") });
}

function checkKeys(path: string, keys: readonly string[] | undefined, form: RegExp, expected: string): string[] {
  if (keys === undefined) return [];
  if (!Array.isArray(keys)) return [`${path} must be a list of keys`];
  if (keys.length === 0) return [`${path} must hold a key; without one nothing could ever be signed`];
  return keys.flatMap((key, at) =>
    typeof key === "string" && form.test(key) ? [] : [`${path}[${at}] must be ${expected}`],
  );
}

/** The key of the project whose proxy a host is; undefined for a host that is nobody's in particular. */
export function keyOfHost(host: string, { proxyDomain, proxyHosts = {} }: UploadcareOptions): string | undefined {
  if (Object.hasOwn(proxyHosts, host)) return proxyHosts[host];
  const [label = "", ...rest] = host.split(".");
  return proxyDomain !== undefined && rest.join(".") === proxyDomain && label !== "" ? label : undefined;
}

/** Fills in what is absent: keys come from the server's secret, one for each purpose. */
export function completeOptions(options: UploadcareOptions, host: DialectHost): ProjectKeys {
  const derive = (purpose: string): string => Buffer.from(host.deriveKey(purpose)).toString("hex");
  return Object.freeze({
    key: options.publicKey ?? "demopublickey",
    secretKeys: Object.freeze([...(options.secretKeys ?? [derive("upload")])]),
    deliveryKeys: Object.freeze([...(options.deliveryKeys ?? [derive("delivery")])]),
  });
}
