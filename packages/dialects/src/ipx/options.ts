/** The dialect's options: typed, defaulted, checked. */
import { IntaglioError, type DialectHost } from "@intaglio/contract";

/** What addresses depend on. */
export interface IpxAddressOptions {
  /** Where addresses start: `""`, or segments such as `/_ipx`. With `""`, only addresses that begin with modifiers are taken. Default: `/_ipx`. */
  readonly prefix?: string;
  /** Refuses modifiers that ipx does not know, which it ignores itself. Default: false, and a notice says what was ignored. */
  readonly strict?: boolean;
}

/** What a project sets. */
export interface IpxOptions extends IpxAddressOptions {
  /**
   * Keys of signed addresses, each a text of at least 32 characters; a signature is good under any of them, addresses are
   * signed with the first. Default: one derived from the server's secret.
   */
  readonly signingKeys?: readonly string[];
}

/** Complete, checked options. */
export interface IpxSettings extends Required<IpxAddressOptions> {
  readonly signingKeys: readonly string[];
}

const known = ["prefix", "strict", "signingKeys"];

/** Checks options; all that is wrong is reported together. Throws `OPTIONS_INVALID`; its text holds no key. */
export function checkOptions(options: IpxOptions): void {
  const problems = Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `ipx.${name} is no option`);
  const { prefix = "/_ipx", strict = false, signingKeys = [] } = options;
  if (typeof prefix !== "string" || !/^(?:\/[\w.~-]+)*$/.test(prefix) || /\/\.{1,2}(?:\/|$)/.test(prefix))
    problems.push('ipx.prefix must be "" or segments of letters, digits, _ - . ~, each after a slash');
  if (typeof strict !== "boolean") problems.push("ipx.strict must be true or false");
  if (!Array.isArray(signingKeys)) problems.push("ipx.signingKeys must be a list of keys");
  else {
    if (options.signingKeys?.length === 0)
      problems.push("ipx.signingKeys must hold a key; without one nothing could ever be signed");
    for (const [at, key] of signingKeys.entries())
      if (typeof key !== "string" || !/^[\x21-\x7e]{32,512}$/.test(key))
        problems.push(`ipx.signingKeys[${at}] must be 32 to 512 printable characters without blanks`);
  }
  if (problems.length > 0)
    throw new IntaglioError("OPTIONS_INVALID", problems.join("; "), { hint: problems.join("; ") });
}

/** Fills in what is absent: the key comes from the server's secret. */
export function completeOptions(options: IpxOptions, host: DialectHost): IpxSettings {
  const { prefix = "/_ipx", strict = false, signingKeys } = options;
  const derived = (): string => Buffer.from(host.deriveKey("delivery")).toString("hex");
  return Object.freeze({ prefix, strict, signingKeys: Object.freeze([...(signingKeys ?? [derived()])]) });
}
