/**
 * Cloudinary's signature of an address: `s--<characters>--`, a hash over the transformation, the id and the secret. It
 * covers neither cloud, resource and delivery type, version nor words for search engines, so none of them may change
 * what is served.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { decodeOnce } from "@intaglio/contract";
import { idPart, split, type Address } from "../parse/address.ts";

/** A hash that Cloudinary's builders use. */
export type HashName = "sha1" | "sha256";

/** The signature of a text. Builders use SHA-1 with 8 characters unless told otherwise, and SHA-256 with 32. */
export function signText(text: string, secret: string, hash: HashName, length: 8 | 32): string {
  const digest = createHash(hash)
    .update(text + secret)
    .digest("base64");
  return digest.slice(0, length).replaceAll("/", "_").replaceAll("+", "-");
}

/** The text under an address's signature; undefined where the same text could mean another address. */
export function signedText(address: Address): string | undefined {
  const transformation = address.chain.join("/");
  const text = [...address.chain, idPart(address)].join("/");
  return isDivided(text, transformation, address.type) ? text : undefined;
}

/**
 * True where the transformation ends in a text where it ended in the address. A version, or a slash of the id that is
 * escaped, would let a part of the one pass for a part of the other.
 */
function isDivided(text: string, transformation: string, type: string): boolean {
  const again = split(text.split("/"), type);
  return again.version === undefined && again.chain.join("/") === transformation;
}

/** More than any id has, nor any address that is fetched. */
const maxId = 2100;

/** A path without its signatures. */
export function redact(path: string): string {
  return path.replace(/s--[\w-]*--/g, "s--...--");
}

/** True when one of the secrets made the signature. `shortAllowed` lets 8 characters count. */
export function isSigned(address: Address, secrets: readonly string[], shortAllowed: boolean): boolean {
  const { signature = "" } = address;
  const text = signedText(address);
  if (text === undefined || (signature.length !== 32 && !(shortAllowed && signature.length === 8))) return false;
  const hashes: readonly HashName[] = signature.length === 8 ? ["sha1", "sha256"] : ["sha256"];
  const given = Buffer.from(signature);
  let matches = false;
  for (const secret of secrets)
    for (const hash of hashes)
      for (const reading of readings(address, text)) {
        const made = Buffer.from(signText(reading, secret, hash, signature.length === 8 ? 8 : 32));
        matches = timingSafeEqual(given, made) || matches;
      }
  return matches;
}

/**
 * The ways in which builders may have written the very same text before they signed it: blanks of the transformation
 * not yet escaped, and escapes of the id where others leave a character bare. All of them mean the same.
 */
function readings({ chain, type }: Address, text: string): ReadonlySet<string> {
  const transformation = chain.join("/");
  if (text.length - transformation.length > maxId) return new Set([text]);
  const id = text.slice(transformation === "" ? 0 : transformation.length + 1);
  const chains = [transformation, transformation.replaceAll("%20", " "), withBlanks(transformation)];
  const web = type === "fetch" ? [id.replace(/^(https?):\/+/i, "$1://")] : [];
  const ids = [
    id,
    ...web,
    ...[id, ...web].flatMap((one) => [escapeLike(one, /[^\w.\-/:]/gu), escapeLike(one, /[^\w.\-/:!'()*~]/gu)]),
  ];
  return new Set(
    chains.flatMap((one) =>
      ids.map((other) => (one === "" ? other : `${one}/${other}`)).filter((reading) => isDivided(reading, one, type)),
    ),
  );
}

/** The Node SDK escapes a text's blanks before it signs, those of its font and of named transformations after. */
function withBlanks(transformation: string): string {
  return transformation.replace(/(?<=(?:^|[/,])[lu]_text:)[^:/,]*(?=:)|(?<=(?:^|[/,])t_)[^/,]*/g, (name) =>
    name.replaceAll("%20", " "),
  );
}

function escapeLike(id: string, escaped: RegExp): string {
  return decodeOnce(id).replace(escaped, (mark) => (mark < "\x80" ? `%${hex(mark)}` : encodeURIComponent(mark)));
}

function hex(mark: string): string {
  return mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}
