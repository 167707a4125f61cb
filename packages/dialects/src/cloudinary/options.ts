/** The dialect's options: typed, defaulted, checked. */
import { IntaglioError, type DialectHost } from "@intaglio/contract";
import { isComponent } from "./parse/component.ts";

/** What addresses are read and written by. */
export interface CloudinaryAddresses {
  /** The cloud's name in addresses: letters, digits, `_` and `-`. Default: `demo`. Addresses without it are read too. */
  readonly cloudName?: string;
  /**
   * Reads `/<id>` and `/<transformation>/<id>` without a cloud's name, which every path looks like: only for a dialect
   * that is alone on its host. Default: false.
   */
  readonly rootPaths?: boolean;
  /** Named transformations (`t_<name>`) by name, as they would stand in an address: `c_fill,h_200,w_300/e_sepia`. */
  readonly transformations?: Readonly<Record<string, string>>;
}

/** What a cloud sets. */
export interface CloudinaryOptions extends CloudinaryAddresses {
  /** The key that signed downloads name. Default: `intaglio`. */
  readonly apiKey?: string;
  /**
   * Secrets of addresses' signatures (`s--…--`) and of signed requests, each a text of at least 8 characters (the
   * service gives 27); a signature is good under any of them, new ones are made with the first. Default: one derived
   * from the server's secret.
   */
  readonly apiSecrets?: readonly string[];
  /**
   * Keys of authentication tokens, each at least 32 hex digits; a token is good under any of them, tokens are made with
   * the first. Default: one derived from the server's secret.
   */
  readonly authTokenKeys?: readonly string[];
  /** The query parameter that holds a token. Default: `__cld_token__`. */
  readonly tokenName?: string;
  /**
   * Accepts signatures of 8 characters, SHA-1 or SHA-256, as Cloudinary's builders make them unless told otherwise. They hold
   * 48 bits. Signatures made here have 32 characters all the same. Default: false.
   */
  readonly shortSignatures?: boolean;
}

/** Complete options of addresses. */
export type AddressSettings = Required<CloudinaryAddresses>;

/** Complete, checked options. */
export type CloudinarySettings = Required<CloudinaryOptions>;

type Check = (value: unknown) => string[];

const checks: Readonly<Record<keyof CloudinaryOptions, Check>> = {
  cloudName: matches(/^[\w-]{1,100}$/, "1 to 100 letters, digits, _ or -"),
  rootPaths: isSwitch,
  transformations: checkTransformations,
  apiKey: matches(/^[\w-]{1,100}$/, "1 to 100 letters, digits, _ or -"),
  apiSecrets: keys(/^[\x21-\x7e]{8,512}$/, "8 to 512 printable characters without blanks"),
  authTokenKeys: keys(/^(?:[0-9a-f]{2}){16,256}$/i, "32 to 512 hex digits, an even number of them"),
  tokenName: matches(/^\w{1,100}$/, "1 to 100 letters, digits or _"),
  shortSignatures: isSwitch,
};

/** Checks options; all that is wrong is reported together. Throws `OPTIONS_INVALID`; its text holds no key. */
export function checkOptions(options: CloudinaryOptions): void {
  const problems = Object.entries(options).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof CloudinaryOptions] : undefined;
    if (!check) return [`cloudinary.${name} is no option`];
    return value === undefined ? [] : check(value).map((problem) => `cloudinary.${name}${problem}`);
  });
  if (problems.length > 0)
    throw new IntaglioError("OPTIONS_INVALID", problems.join("; "), { hint: problems.join("; ") });
}

function matches(form: RegExp, expected: string): Check {
  return (value) => (typeof value === "string" && form.test(value) ? [] : [` must be ${expected}`]);
}

function isSwitch(value: unknown): string[] {
  return typeof value === "boolean" ? [] : [" must be true or false"];
}

function keys(form: RegExp, expected: string): Check {
  return (value) => {
    if (!Array.isArray(value)) return [" must be a list of keys"];
    if (value.length === 0) return [" must hold a key; without one nothing could ever be signed"];
    return value.flatMap((key, at) =>
      typeof key === "string" && form.test(key) ? [] : [`[${at}] must be ${expected}`],
    );
  };
}

function checkTransformations(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [" must be an object of texts"];
  return Object.entries(value).flatMap(([name, text]: [string, unknown]) => {
    if (!/^[\w\- ]{1,100}$/.test(name)) return [`: ${JSON.stringify(name).slice(0, 40)} is no name`];
    const isChain = typeof text === "string" && text.length <= 2000 && text.split("/").every(isComponent);
    return isChain ? [] : [`.${name} must be a transformation such as c_fill,h_200,w_300/e_sepia`];
  });
}

/** Fills in what is absent of what addresses are read by. */
export function completeAddresses(options: CloudinaryAddresses): AddressSettings {
  return {
    cloudName: options.cloudName ?? "demo",
    rootPaths: options.rootPaths ?? false,
    transformations: { ...options.transformations },
  };
}

/** Fills in what is absent: keys come from the server's secret, one for each purpose. */
export function completeOptions(options: CloudinaryOptions, host: DialectHost): CloudinarySettings {
  const derive = (purpose: string): string => Buffer.from(host.deriveKey(purpose)).toString("hex");
  return Object.freeze({
    ...completeAddresses(options),
    apiKey: options.apiKey ?? "intaglio",
    apiSecrets: Object.freeze([...(options.apiSecrets ?? [derive("api")])]),
    authTokenKeys: Object.freeze([...(options.authTokenKeys ?? [derive("delivery")])]),
    tokenName: options.tokenName ?? "__cld_token__",
    shortSignatures: options.shortSignatures ?? false,
  });
}
