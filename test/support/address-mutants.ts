/** Ways to tamper with a signed address of a grammar whose words stand in segments, between slashes, and in commas. */
import { mutations as all, type Loot } from "./mutants.ts";
import { pick } from "./random.ts";

type Random = () => number;
type Mutation = (url: string, random: Random, loot: Loot) => string;

const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";
const queryOf = (url: string): string => url.slice(pathOf(url).length);
const at = (list: readonly unknown[], random: Random): number => Math.floor(random() * list.length);

/** Changes the segments of the path; the first is the empty one before the first slash. */
const bySegments =
  (change: (segments: string[], random: Random, loot: Loot) => void): Mutation =>
  (url, random, loot) => {
    const segments = pathOf(url).split("/");
    change(segments, random, loot);
    return `/${segments.join("/").replace(/^\/+/, "")}${queryOf(url)}`;
  };

/** Changes the parts of one segment, which stand between commas. */
const byParts = (change: (parts: string[], random: Random) => void): Mutation =>
  bySegments((segments, random) => {
    const listed = segments.flatMap((segment, index) => (/[,_=]/.test(segment) ? [index] : []));
    const index = listed.length > 0 ? pick(random, listed) : at(segments, random);
    const parts = (segments[index] ?? "").split(",");
    change(parts, random);
    segments[index] = parts.join(",");
  });

/** Changes the pairs of the query. */
const byPairs =
  (change: (pairs: string[], random: Random) => void): Mutation =>
  (url, random) => {
    const pairs = queryOf(url).slice(1).split("&");
    change(pairs, random);
    return `${pathOf(url)}?${pairs.join("&")}`;
  };

const insertInto = <T>(list: T[], item: T, random: Random): void =>
  void list.splice(Math.floor(random() * (list.length + 1)), 0, item);

const swapTwo = (list: unknown[], random: Random): void => {
  const [one, other] = [at(list, random), at(list, random)];
  [list[one], list[other]] = [list[other], list[one]];
};

/** Words of all three grammars: each dialect gets its neighbours' too. */
const parts = [
  "w_300",
  "c_fill",
  "e_sepia",
  "a_90",
  "q_5",
  "f_png",
  "dpr_3",
  "fl_getinfo",
  "fl_attachment",
  "if_w_gt_1",
  "t_thumb",
  "$x_1",
  "w=300",
  "width=60",
  "fit=cover",
  "format=json",
  "f=png",
  "blur=9",
  "anim=false",
  "onerror=redirect",
  "blur_9",
  "s_40x40",
  "enlarge",
  "animated",
  "unknown_1",
];
const segments = [
  "",
  ".",
  "..",
  "%2e%2e",
  "%2e",
  "v1",
  "v99",
  "_",
  "-",
  "w_300",
  "a_90",
  "fl_getinfo",
  "e_grayscale,w_9",
  "s--AAAAAAAA--",
  "s--AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA--",
  "image",
  "upload",
  "fetch",
  "cdn-cgi",
  "_ipx",
  "x",
];
const pairs = [
  "a=b",
  "sig=",
  "sig=00",
  "exp=9999999999",
  "exp=",
  "Sig=x",
  "s%69g=x",
  "%65xp=1",
  "token=x",
  "__cld_token__=x",
  "signature=x",
  "transformation=w_300",
  "format=png",
  "attachment=true",
  "public_id=cat",
  "type=private",
  "expires_at=9999999999",
  "timestamp=9999999999",
  "_a=BAMAK0",
  "",
];
const kinds = ["upload", "private", "authenticated", "fetch", "asset", "text"];
const prefixes = [
  ["/demo/image/upload/", "/image/upload/"],
  ["/demo/image/upload/", "/demo/image/private/"],
  ["/demo/image/upload/", "/demo/iu/"],
  ["/demo/image/upload/", "/demo/"],
  ["/demo/image/upload/", "/demo/images/"],
  ["/demo/image/upload/", "/demo/raw/upload/"],
  ["/demo/image/upload/", "/demo/video/upload/"],
  ["/demo/image/upload/", "/other/image/upload/"],
  ["/demo/images/", "/demo/image/upload/"],
  ["/hash/", "/cdn-cgi/imagedelivery/hash/"],
  ["/hash/", "/other/"],
  ["/cdn-cgi/image/", "/cdn-cgi/imagedelivery/hash/"],
  ["/cdn-cgi/image/", "/cdn-cgi//image/"],
  ["/cdn-cgi/image/", "/_ipx/"],
  ["/_ipx/", "/cdn-cgi/image/"],
  ["/_ipx/", "/_IPX/"],
] as const;
const endings = [
  "/words",
  "/words.jpg",
  "/cat%2Fw.jpg",
  "/w%2Fx.jpg",
  "/w%2Fx",
  "/words%2Fx",
  "/w%2Epng",
  "/w.x.png",
  "/%2e%2e/cat",
  "%2Fw",
  ".png",
  ".jpg",
  ".webp",
  "%2Egif",
  "/",
  "//",
  "/cat",
  "%00",
  "?",
  "%3Fx",
];

/** Tampering that any grammar may meet. */
const common = [
  "flipCharacter",
  "otherDigit",
  "cut",
  "cutMiddle",
  "insert",
  "encodeCharacter",
  "changeCase",
  "upperCase",
  "dropToken",
  "swapToken",
  "swapPath",
  "swapIdEverywhere",
  "stretchExpiry",
  "widenAcl",
  "dropField",
  "doubleField",
  "shortenHmac",
  "mixTokens",
] as const;

/** Every mutation by its name. */
export const addressMutations: Readonly<Record<string, Mutation>> = {
  ...Object.fromEntries(common.map((name) => [name, all[name] as Mutation])),
  dropSegment: bySegments((list, random) => void list.splice(at(list, random), 1)),
  repeatSegment: bySegments((list, random) => insertInto(list, pick(random, list), random)),
  insertSegment: bySegments((list, random) => insertInto(list, pick(random, segments), random)),
  swapSegments: bySegments(swapTwo),
  takeSegment: bySegments((list, random, { urls }) => {
    list[at(list, random)] = pick(random, pathOf(pick(random, urls)).split("/"));
  }),
  lendSegment: bySegments((list, random, { urls }) =>
    insertInto(list, pick(random, pathOf(pick(random, urls)).split("/")), random),
  ),
  dropPart: byParts((list, random) => void list.splice(at(list, random), 1)),
  addPart: byParts((list, random) => insertInto(list, pick(random, parts), random)),
  addComponent: bySegments((list, random) => insertInto(list, pick(random, parts), random)),
  replacePart: byParts((list, random) => {
    list[at(list, random)] = pick(random, parts);
  }),
  repeatPart: byParts((list, random) => insertInto(list, pick(random, list), random)),
  swapParts: byParts(swapTwo),
  escapeSeparator: (url, random) => {
    const marks = [...url.matchAll(/[/,_=&?.:-]/g)];
    const mark = pick(random, marks);
    const code = mark[0].charCodeAt(0).toString(16);
    return `${url.slice(0, mark.index)}%${random() < 0.5 ? code : code.toUpperCase()}${url.slice(mark.index + 1)}`.replace(
      /^%2f/i,
      "/",
    );
  },
  mergeSlashes: (url) => url.replaceAll(/(?<=.)\/+/g, "/"),
  doubleSlash: bySegments((list, random) => insertInto(list, "", random)),
  dotSegment: (url, random) => url.replace(/(?<=.)\//, pick(random, ["/./", "/x/../", "/%2e/", "/%2E%2E/"])),
  otherPrefix: (url, random) => {
    const fitting = prefixes.filter(([from]) => url.startsWith(from));
    const [from, to] = fitting.length > 0 ? pick(random, fitting) : ["/", "/demo/"];
    return to + url.slice(from.length);
  },
  otherKind: (url, random) => url.replace(new RegExp(`/(${kinds.join("|")})/`), `/${pick(random, kinds)}/`),
  wordsBehind: (url, random) => {
    const suffixed = url.replace("/image/upload/", "/images/");
    return pathOf(suffixed) + pick(random, endings) + queryOf(suffixed);
  },
  otherEnding: (url, random) => `${pathOf(url).replace(/\.\w+$/, "")}${pick(random, endings)}${queryOf(url)}`,
  dropPair: byPairs((list, random) => void list.splice(at(list, random), 1)),
  addPair: byPairs((list, random) => insertInto(list, pick(random, pairs), random)),
  repeatPair: byPairs((list, random) => insertInto(list, pick(random, list), random)),
  swapPairs: byPairs(swapTwo),
  replacePair: byPairs((list, random) => {
    const index = at(list, random);
    const name = (list[index] ?? "").split("=", 1)[0] ?? "";
    list[index] =
      `${name}=${pick(random, ["", "x", "cat", "1", "9999999999", "w_300", "png", "../x", "0".repeat(64)])}`;
  }),
  takePair: (url, random, { urls }) => {
    const taken = pick(random, queryOf(pick(random, urls)).slice(1).split("&"));
    const name = taken.split("=", 1)[0] ?? "";
    const kept = queryOf(url)
      .slice(1)
      .split("&")
      .filter((pair) => !pair.startsWith(`${name}=`));
    return `${pathOf(url)}?${[...kept, taken].join("&")}`;
  },
  otherSignature: (url, random, { urls }) => {
    const others = urls.flatMap((other) => /s--[\w-]+--/.exec(other)?.[0] ?? []);
    return url.replace(/s--[\w-]+--/, pick(random, others));
  },
  shortSignature: (url, random) =>
    url.replace(/s--([\w-]+)--/, (_, signature: string) => {
      const length = pick(random, [0, 1, 7, 8, 16, 31, 32]);
      return `s--${signature.padEnd(length, "A").slice(0, length)}--`;
    }),
  dropSignature: (url) => url.replace(/\/s--[\w-]+--/, ""),
  swapName: (url, random, { ids }) => url.replace(/(?<=[/=])(?:cat|dog|[0-9a-f-]{36})/, pick(random, ids)),
  layOther: (url, random, { ids }) =>
    url.replace(
      /\/(?=[^/]*(?:\?|$))/,
      `/${pick(random, ["l", "u", "d"])}_${pick(random, ids)}${pick(random, ["", "/fl_layer_apply", ",w_9"])}/`,
    ),
};
