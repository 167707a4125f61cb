/** Ways to tamper with a signed URL, as somebody would who wants more than it grants. */
import { pick } from "./random.ts";

/** What else the attacker holds: other signed URLs and other files' ids. */
export interface Loot {
  readonly urls: readonly string[];
  readonly ids: readonly string[];
}

type Random = () => number;
type Mutation = (url: string, random: Random, loot: Loot) => string;

/** Never before the first slash: that would be another host. */
const place = (url: string, random: Random): number => 1 + Math.floor(random() * (url.length - 1));
const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";
const queryOf = (url: string): string => url.slice(pathOf(url).length);
const operationsOf = (url: string): string[] => pathOf(url).split("/-/").slice(1);
const idPart = (url: string): string => pathOf(url).split("/-/", 1)[0] ?? "";
const withOperations = (url: string, operations: readonly string[]): string =>
  `${idPart(url)}${operations.map((operation) => `/-/${operation.replace(/\/$/, "")}`).join("")}/${queryOf(url)}`;

const extra = [
  "blur/5",
  "resize/2000x",
  "preview",
  "json",
  "inline/no",
  "format/png",
  "rotate/0",
  "quality/best",
  "@clib/x/1/y",
  "effect/flip",
  "strip_meta/none",
  "autorotate/no",
];
const spellings = [
  "%2d",
  "%2D",
  "%2f",
  "%2F",
  "%2e%2e",
  "%00",
  "%25",
  "//",
  "/./",
  "/../",
  ";",
  "\\",
  "%0a",
  "~",
  "%7e",
  "%7E",
  "=",
  "%3d",
  "+",
  "%20",
  "#",
  "é",
];

/**
 * The HMACs that a URL's token has by the server's two readings, as it stands and decoded once: whole, in lower case, at
 * the token's end. Empty where there is no token, more than one, or one that nobody can read.
 */
export function presentedHmacs(url: string): string[] {
  const query = queryOf(url.split("#", 1)[0] ?? "").slice(1);
  const values = query.split("&").flatMap((pair) => {
    const [name = "", ...value] = pair.split("=");
    return decoded(name) === "token" ? [{ name, value: value.join("=") }] : [];
  });
  const [given, second] = values;
  if (given === undefined || second !== undefined) return [];
  const readings = [decoded(given.value), ...(given.name === "token" ? [given.value] : [])];
  return [...new Set(readings.flatMap((text) => /^exp=.*~hmac=([0-9a-f]{64})$/.exec(text ?? "")?.[1] ?? []))];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Every mutation by its name. */
export const mutations: Readonly<Record<string, Mutation>> = {
  flipCharacter: (url, random) => {
    const at = place(url, random);
    const changed = String.fromCharCode((url.codePointAt(at) ?? 0) ^ (1 << Math.floor(random() * 6)));
    return url.slice(0, at) + changed + url.slice(at + 1);
  },
  otherDigit: (url, random) => {
    const digits = [...url.matchAll(/\d/g)];
    const at = pick(random, digits)?.index ?? 0;
    return url.slice(0, at) + Math.floor(random() * 10) + url.slice(at + 1);
  },
  cut: (url, random) => url.slice(0, place(url, random)),
  cutMiddle: (url, random) => {
    const [from, to] = [place(url, random), place(url, random)].toSorted((a, b) => a - b) as [number, number];
    return url.slice(0, from) + url.slice(to);
  },
  insert: (url, random) => {
    const at = place(url, random);
    return url.slice(0, at) + pick(random, spellings) + url.slice(at);
  },
  encodeCharacter: (url, random) => {
    const at = place(url, random);
    const code = (url.codePointAt(at) ?? 0).toString(16).padStart(2, "0");
    return `${url.slice(0, at)}%${random() < 0.5 ? code : code.toUpperCase()}${url.slice(at + 1)}`;
  },
  changeCase: (url, random) => {
    const at = place(url, random);
    const char = url.charAt(at);
    return (
      url.slice(0, at) + (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()) + url.slice(at + 1)
    );
  },
  upperCase: (url) => url.toUpperCase(),
  dropOperation: (url, random) => {
    const operations = operationsOf(url);
    operations.splice(Math.floor(random() * operations.length), 1);
    return withOperations(url, operations);
  },
  dropOperations: (url) => `${idPart(url).replace(/\/$/, "")}/${queryOf(url)}`,
  addOperation: (url, random) => {
    const operations = operationsOf(url);
    operations.splice(Math.floor(random() * (operations.length + 1)), 0, pick(random, extra));
    return withOperations(url, operations);
  },
  reorderOperations: (url, random) =>
    withOperations(
      url,
      operationsOf(url).toSorted(() => random() - 0.5),
    ),
  repeatOperation: (url, random) => {
    const operations = operationsOf(url);
    return withOperations(url, operations.length > 0 ? [...operations, pick(random, operations)] : operations);
  },
  addFileName: (url, random) => `${pathOf(url)}${pick(random, ["a.jpg", "x", "..", ".", "%2e%2e"])}${queryOf(url)}`,
  dropSlash: (url) => pathOf(url).replace(/\/$/, "") + queryOf(url),
  addQuery: (url, random) =>
    url +
    pick(random, ["&a=b", "&token=", "&token=x", "&TOKEN=x", "&tok%65n=x", "&exp=9999999999", "&acl=/*", "#x", "&"]),
  frontQuery: (url, random) =>
    url.replace("?", pick(random, ["?a=b&", "?token=x&", "?token&", "??", "?&", "?%74oken=x&"])),
  dropToken: (url) => pathOf(url),
  emptyToken: (url) => `${pathOf(url)}?token=`,
  stretchExpiry: (url, random) =>
    url.replace(
      /exp=\d+/,
      `exp=${pick(random, ["9999999999", "99999999999", "-1", "1e10", "", "+1893456000", "01893456000"])}`,
    ),
  widenAcl: (url, random) =>
    url.replace(
      /acl=[^~]*/,
      `acl=${pick(random, ["/*", "*", "/", "", "/**", "!/*", idPart(url).replace(/\/?$/, "/*")])}`,
    ),
  dropField: (url, random) => url.replace(pick(random, [/~acl=[^~]*/, /exp=\d+~/, /~hmac=.*/]), ""),
  doubleField: (url, random) =>
    url.replace(/token=/, `token=${pick(random, ["acl=/*~", "exp=9999999999~", "hmac=00~", "url=x~"])}`),
  shortenHmac: (url, random) => url.slice(0, -Math.ceil(random() * 63)),
  swapToken: (url, random, { urls }) => pathOf(url) + queryOf(pick(random, urls)),
  swapPath: (url, random, { urls }) => pathOf(pick(random, urls)) + queryOf(url),
  swapId: (url, random, { ids }) => url.replace(/[0-9a-f-]{36}/, pick(random, ids)),
  swapIdEverywhere: (url, random, { ids }) => url.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, pick(random, ids)),
  mixTokens: (url, random, { urls }) => url.replace(/hmac=.*/, /hmac=.*/.exec(pick(random, urls))?.[0] ?? ""),
};
