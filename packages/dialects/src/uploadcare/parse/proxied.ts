/** Addresses of pictures on other servers: `/[-/operations/]https://host/picture`, with that picture's own query. */
import { IntaglioError, type Source, type Target } from "@intaglio/contract";

/** The first segment that looks like a scheme begins the picture's address, whatever stands in it later. */
const scheme = /\/https?:\//;

/** What stands before the picture's address, and that address as it is written; undefined for other paths. */
function splitProxied(path: string): { readonly before: string; readonly address: string } | undefined {
  const at = path.search(scheme) + 1;
  const before = path.slice(0, at);
  return at > 0 && (before === "/" || before.startsWith("/-/")) ? { before, address: path.slice(at) } : undefined;
}

/** True for the path of a picture on another server. */
export function isProxied(path: string): boolean {
  return splitProxied(path) !== undefined;
}

/** The query of such an address: the picture's own, and our token. */
export interface ProxiedQuery {
  readonly own: string;
  /** As it stands, without its name; undefined where there is none. */
  readonly token: string | undefined;
}

/** Our token is what comes last and begins as tokens of ours do: the picture's address may have a `token` of its own. */
export function splitQuery(query: string): ProxiedQuery {
  const at = query.lastIndexOf("&") + 1;
  const [, token] = /^token=(exp(?:=|%3d).*)$/i.exec(query.slice(at)) ?? [];
  return token === undefined ? { own: query, token } : { own: query.slice(0, Math.max(0, at - 1)), token };
}

/** The target without our token, as one text: what a signature covers. */
export function signedPart({ path, query }: Target): string {
  const { own } = splitQuery(query);
  return own === "" ? path : `${path}?${own}`;
}

/** The picture, and the segments before its address, which end with an empty one. Undefined for other paths. Throws `TARGET_INVALID`. */
export function readProxied(
  target: Target,
): { readonly source: Source; readonly segments: readonly string[] } | undefined {
  const found = splitProxied(target.path);
  if (!found) return undefined;
  const { own } = splitQuery(target.query);
  const source = readAddress(own === "" ? found.address : `${found.address}?${own}`);
  return { source, segments: found.before.slice(1).split("/") };
}

/** Servers on the way merge slashes: one behind the scheme is as good as two. Everything else stays as it is written. */
function readAddress(text: string): Source {
  const [, name = "", authority = "", rest = ""] = /^(https?):\/\/?([^/?]+)(.*)$/s.exec(text) ?? [];
  // What the reading of addresses would drop or turn into something else, before anybody looks at the host.
  const isPlain = /^[\x21-\x7e]+$/.test(text) && !/[\\#]/.test(text) && !authority.includes("@");
  const hasDots = (rest.split("?", 1)[0] ?? "")
    .split(/\/|%2f|%5c/i)
    .some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
  const address = `${name}://${authority}${rest}`;
  if (authority === "" || !isPlain || hasDots || address.length > 2048 || !URL.canParse(address)) throw malformed();
  return { kind: "url", url: new URL(address).href };
}

function malformed(): IntaglioError {
  const hint =
    "a picture's address is http:// or https:// and at most 2048 printable ASCII characters, " +
    "without a user's name, backslashes, and segments . and .., escaped or not";
  return new IntaglioError("TARGET_INVALID", hint, { hint });
}
