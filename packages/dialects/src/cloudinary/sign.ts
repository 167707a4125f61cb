/** Signed addresses: `s--…--` for ever, a token until it expires, and signed downloads. */
import {
  decodeOnce,
  IntaglioError,
  maxTargetBytes,
  readQueryOnce,
  type Grant,
  type Source,
  type Target,
  type TokenReach,
} from "@intaglio/contract";
import type { CloudinarySettings } from "./options.ts";
import { readAddress, type Address } from "./parse/address.ts";
import { isDownload } from "./parse/download.ts";
import { isRequestSigned, requestText } from "./sign/request.ts";
import { isSigned, signedText, signText } from "./sign/signature.ts";
import { covers, escapeLower, isGenuine, readToken, reaches, sealToken, type Token } from "./sign/token.ts";

/** Makes and checks signatures. */
export interface Signer {
  /**
   * The path, signed until `expiresAt` (Unix seconds): for ever with `s--…--` in it, else with a token behind it.
   * Throws `TARGET_*`, `OPTIONS_INVALID`, or `PLAN_UNSAYABLE` for a whole file for ever, which has no form.
   */
  sign(path: string, expiresAt: number, reach: TokenReach): string;
  /** What the address's signature or token grants; undefined without one. Throws `SIGNATURE_*`, `KEY_UNKNOWN` or `CREDENTIALS_AMBIGUOUS`. */
  verify(target: Target, now: number): Grant | undefined;
}

/** Downloads are good for an hour after their timestamp, unless they say otherwise. */
const downloadSeconds = 3600;
const aheadSeconds = 60;

/** A signer with prepared settings. */
export function createSigner(settings: CloudinarySettings): Signer {
  return {
    sign: (path, expiresAt, reach) => {
      checkLength(path);
      const address = readAddress(path, settings);
      if (!address || address.signature !== undefined || /[?#\s]/.test(path))
        throw new IntaglioError("TARGET_INVALID", "only an unsigned delivery path without a query can be signed");
      const signed =
        expiresAt === Infinity
          ? signForEver(address, settings, reach)
          : signUntil(path, address, settings, expiresAt, reach);
      checkLength(signed);
      return signed;
    },
    verify: (target, now) => {
      checkLength(target.path + target.query);
      return isDownload(target.path, settings)
        ? verifyDownload(target, now, settings)
        : verifyAddress(target, now, settings);
    },
  };
}

function checkLength(text: string): void {
  if (text.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
}

function signForEver(address: Address, settings: CloudinarySettings, reach: TokenReach): string {
  if (reach === "file") throw unsayable("a signature for ever covers one address, not all of a file");
  const text = signedText(address);
  if (text === undefined) throw unsayable("its id begins as a transformation or a version does");
  const signature = signText(text, settings.apiSecrets[0] ?? "", "sha256", 32);
  const behind = [...address.chain, ...(address.version === undefined ? [] : [address.version]), address.rest];
  return `${address.prefix}s--${signature}--/${behind.join("/")}`;
}

function signUntil(
  path: string,
  address: Address,
  settings: CloudinarySettings,
  expiresAt: number,
  reach: TokenReach,
): string {
  const exp = String(Math.floor(expiresAt));
  if (!/^\d{1,10}$/.test(exp))
    throw new IntaglioError("OPTIONS_INVALID", "expiresAt must be Unix seconds of at most 10 digits, or Infinity");
  const [key = ""] = settings.authTokenKeys;
  if (reach === "exact") return `${path}?${settings.tokenName}=${sealToken(key, `exp=${exp}`, path)}`;
  if (/[*?!]/.test(address.prefix + address.rest))
    throw unsayable("its id holds * or !, which mean something in a token");
  const acl = [`${address.prefix}${address.rest}`, `${address.prefix}*/${address.rest}`].map(escapeLower).join("!");
  return `${path}?${settings.tokenName}=${sealToken(key, `exp=${exp}~acl=${acl}`)}`;
}

function unsayable(hint: string): IntaglioError {
  return new IntaglioError("PLAN_UNSAYABLE", hint, { hint });
}

function verifyAddress(target: Target, now: number, settings: CloudinarySettings): Grant | undefined {
  const address = readAddress(target.path, settings);
  const token = readQueryOnce(target.query, settings.tokenName);
  const marks = target.path.split("/").filter((segment) => /^s--[\w-]+--$/.test(segment)).length;
  if (marks > 1 || (marks === 1 && token !== undefined))
    throw new IntaglioError("CREDENTIALS_AMBIGUOUS", "a signature and a token, or two signatures", {
      hint: "An address takes one signature or one token",
    });
  if (token !== undefined) return verifyToken(token, target, now, settings);
  if (marks === 0) return undefined;
  if (address?.signature === undefined) throw new IntaglioError("SIGNATURE_MALFORMED");
  if (!isSigned(address, settings.apiSecrets, settings.shortSignatures))
    throw new IntaglioError("SIGNATURE_INVALID", `none of ${settings.apiSecrets.length} secrets matches`);
  return { expiresAt: Infinity };
}

function verifyToken(decoded: string, target: Target, now: number, settings: CloudinarySettings): Grant {
  // Builders put the token in bare, so an escape in it belongs to the ACL; others encode it all. Whichever reading it
  // is, only a key's holder can have made a matching HMAC for its text.
  const pairs = target.query.split("&");
  const bare = pairs.find((pair) => pair.startsWith(`${settings.tokenName}=`))?.slice(settings.tokenName.length + 1);
  const tokens = [...new Set([bare ?? "", decoded])].map(readToken).filter((one) => one !== undefined);
  if (tokens.length === 0) throw new IntaglioError("SIGNATURE_MALFORMED");
  const token = tokens.find((one) => isGenuine(one, settings.authTokenKeys, target.path));
  if (!token) throw new IntaglioError("SIGNATURE_INVALID", `none of ${settings.authTokenKeys.length} keys matches`);
  return grantOf(token, target.path, now, settings);
}

function grantOf({ acl, startsAt, expiresAt }: Token, path: string, now: number, settings: CloudinarySettings): Grant {
  if (acl !== undefined && !covers(acl, path))
    throw new IntaglioError("SIGNATURE_INVALID", "the token is for another path");
  if (startsAt > now) throw new IntaglioError("SIGNATURE_INVALID", "the token is not good yet");
  if (expiresAt <= now) throw new IntaglioError("SIGNATURE_EXPIRED");
  if (!acl?.some((pattern) => pattern.includes("*"))) return { expiresAt };
  return { expiresAt, covers: (source) => pathsOf(source, path, settings).every((own) => reaches(acl, own)) };
}

/** The addresses that another picture would have by itself. */
function pathsOf(source: Source, path: string, settings: CloudinarySettings): readonly string[] {
  if (source.kind === "url") return [`/${settings.cloudName}/image/fetch/${source.url}`];
  const prefix = readAddress(path, settings)?.prefix ?? "/";
  return (source.kind === "file" ? [source.id] : source.names).map((name) => prefix + name);
}

/** Each parameter once, decoded as `parse` decodes it. What the signature's text would not tell apart is refused. */
function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split("&")) {
    const [, name, raw = ""] = /^(\w{1,40})=(.*)$/s.exec(pair) ?? [];
    const value = decodeOnce(raw);
    if (name === undefined || /&|%26/.test(value)) throw new IntaglioError("SIGNATURE_MALFORMED");
    if (parameters.has(name))
      throw new IntaglioError("CREDENTIALS_AMBIGUOUS", `${name} is given twice`, { hint: `${name} is given twice` });
    parameters.set(name, value);
  }
  return parameters;
}

function verifyDownload({ query }: Target, now: number, settings: CloudinarySettings): Grant {
  const parameters = readParameters(query);
  const signature = parameters.get("signature");
  if (signature === undefined) throw new IntaglioError("SIGNATURE_REQUIRED");
  if (parameters.get("api_key") !== settings.apiKey) throw new IntaglioError("KEY_UNKNOWN");
  if (!isRequestSigned(requestText(parameters), signature, settings.apiSecrets))
    throw new IntaglioError("SIGNATURE_INVALID", `none of ${settings.apiSecrets.length} secrets matches`);
  const seconds = (name: string): number | undefined => {
    const text = parameters.get(name);
    return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  };
  const stamp = seconds("timestamp");
  if (stamp === undefined || stamp > now + aheadSeconds)
    throw new IntaglioError("SIGNATURE_INVALID", "no timestamp, or one ahead");
  const expiresAt = parameters.has("expires_at") ? seconds("expires_at") : stamp + downloadSeconds;
  if (expiresAt === undefined) throw new IntaglioError("SIGNATURE_MALFORMED");
  if (expiresAt <= now) throw new IntaglioError("SIGNATURE_EXPIRED");
  return { expiresAt };
}
