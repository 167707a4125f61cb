/** The dialect's options: typed, defaulted, checked. */
import { IntaglioError, type DialectHost } from "@intaglio/contract";
import { readVariant } from "./parse/bag.ts";
import type { CloudflareAddressOptions } from "./parse/address.ts";

/** What a project sets. */
export interface CloudflareOptions extends CloudflareAddressOptions {
  /**
   * Keys of signed addresses as the service shows them, each a text of at least 16 characters; a signature is good under
   * any of them, addresses are signed with the first. Default: one derived from the server's secret.
   */
  readonly signingKeys?: readonly string[];
}

/** Complete, checked options. */
export interface CloudflareSettings extends CloudflareAddressOptions {
  readonly signingKeys: readonly string[];
}

const known = ["accountHash", "variants", "flexibleVariants", "deliveryPrefix", "signingKeys"];

/** Checks options; all that is wrong is reported together. Throws `OPTIONS_INVALID`; its text holds no key. */
export function checkOptions(options: CloudflareOptions): void {
  const { accountHash, variants = {}, flexibleVariants = false, deliveryPrefix, signingKeys } = options;
  const problems = Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `cloudflare.${name} is no option`);
  if (
    accountHash !== undefined &&
    (typeof accountHash !== "string" || !/^[\w-]{1,100}$/.test(accountHash) || accountHash === "cdn-cgi")
  )
    problems.push("cloudflare.accountHash must be 1 to 100 letters, digits, _ or -");
  if (typeof flexibleVariants !== "boolean") problems.push("cloudflare.flexibleVariants must be true or false");
  if (deliveryPrefix !== undefined && (typeof deliveryPrefix !== "string" || !/^(?:\/[\w-]+)+$/.test(deliveryPrefix)))
    problems.push("cloudflare.deliveryPrefix must be segments of letters, digits, _ or -, each after a slash");
  const others = ["/cdn-cgi/image", `/${String(accountHash)}`];
  if (others.some((other) => `${String(deliveryPrefix)}/`.startsWith(`${other}/`)))
    problems.push("cloudflare.deliveryPrefix cannot be where other addresses start");
  problems.push(...checkVariants(variants), ...checkKeys(signingKeys));
  if (problems.length > 0)
    throw new IntaglioError("OPTIONS_INVALID", problems.join("; "), { hint: problems.join("; ") });
}

function checkVariants(variants: NonNullable<CloudflareOptions["variants"]>): string[] {
  if (typeof variants !== "object" || variants === null) return ["cloudflare.variants must be an object"];
  return Object.entries(variants).flatMap(([name, variant]) => {
    const path = `cloudflare.variants.${name.slice(0, 40)}`;
    if (!/^[\w-]{1,99}$/.test(name)) return [`${path}: a name is 1 to 99 letters, digits, _ or -`];
    try {
      readVariant(variant);
      return [];
    } catch (error) {
      if (error instanceof IntaglioError) return [`${path}: ${error.detail.hint ?? error.message}`];
      throw error;
    }
  });
}

function checkKeys(keys: readonly string[] | undefined): string[] {
  if (keys === undefined) return [];
  if (!Array.isArray(keys)) return ["cloudflare.signingKeys must be a list of keys"];
  if (keys.length === 0) return ["cloudflare.signingKeys must hold a key; without one nothing could ever be signed"];
  return keys.flatMap((key, at) =>
    typeof key === "string" && /^[\x21-\x7e]{16,512}$/.test(key)
      ? []
      : [`cloudflare.signingKeys[${at}] must be 16 to 512 printable characters without blanks`],
  );
}

/** Fills in what is absent: the key comes from the server's secret. */
export function completeOptions(options: CloudflareOptions, host: DialectHost): CloudflareSettings {
  const derived = (): string => Buffer.from(host.deriveKey("delivery")).toString("hex");
  return Object.freeze({ ...options, signingKeys: Object.freeze([...(options.signingKeys ?? [derived()])]) });
}
