/** An address's outline, undecoded: what stands where, before anything is understood. */
import { isComponent, isLayer } from "./component.ts";
import type { AddressSettings } from "../options.ts";

/** What an address points at. */
export interface Address {
  readonly resource: "image" | "video" | "raw";
  /** Delivery type: `upload`, `private`, `authenticated`, `fetch`, or one of Cloudinary's others. */
  readonly type: string;
  /** The form whose last segment may be words for search engines. */
  readonly suffixed: boolean;
  /** The form without a resource type, in which such a suffix may be there or not. */
  readonly root: boolean;
  /** The path up to and including the type, with a slash behind. */
  readonly prefix: string;
  /** The 8 or 32 characters between `s--` and `--`. */
  readonly signature: string | undefined;
  /** The transformation's components. */
  readonly chain: readonly string[];
  readonly version: string | undefined;
  /** What is left: the id, with its extension and suffix. */
  readonly rest: string;
}

/** More than any layer's id has; what is longer is no layer. */
const maxGlued = 1000;

/** Every delivery type Cloudinary has; of most there is nothing here. */
const deliveryTypes =
  "upload|private|authenticated|fetch|text|multi|sprite|list|asset|facebook|twitter|twitter_name|gravatar|youtube|vimeo|dailymotion|hulu|animoto|worldstarhiphop|instagram".split(
    "|",
  );
const resources = ["image", "video", "raw"] as const;
const short: Readonly<Record<string, readonly [resource: Address["resource"], type: string, suffixed: boolean]>> = {
  images: ["image", "upload", true],
  private_images: ["image", "private", true],
  authenticated_images: ["image", "authenticated", true],
  videos: ["video", "upload", true],
  files: ["raw", "upload", true],
  iu: ["image", "upload", false],
};

type Kind = Pick<Address, "resource" | "type" | "suffixed" | "root"> & { readonly length: number };

/** The kind of asset that a path's first segments name. */
function readKind(segments: readonly string[], rootAllowed: boolean): Kind | undefined {
  const [first = "", second = ""] = segments;
  const resource = resources.find((name) => name === first);
  if (resource && deliveryTypes.includes(second))
    return { resource, type: second, suffixed: false, root: false, length: 2 };
  const named = Object.hasOwn(short, first) ? short[first] : undefined;
  if (named) return { resource: named[0], type: named[1], suffixed: named[2], root: false, length: 1 };
  // `image/x` with an unknown type is nobody's root path.
  return rootAllowed && !resource && first !== ""
    ? { resource: "image", type: "upload", suffixed: false, root: true, length: 0 }
    : undefined;
}

/** The outline of a delivery's path; undefined when the path is no such one. The cloud's name may be there or not. */
export function readAddress(
  path: string,
  settings: Pick<AddressSettings, "cloudName" | "rootPaths">,
): Address | undefined {
  const [empty, ...segments] = path.split("/");
  if (empty !== "") return undefined;
  const hasCloud = segments[0] === settings.cloudName;
  const asked = hasCloud ? segments.slice(1) : segments;
  const kind = readKind(asked, hasCloud || settings.rootPaths);
  if (!kind) return undefined;
  const behind = asked.slice(kind.length);
  const signature = /^s--([\w-]{8}|[\w-]{32})--$/.exec(behind[0] ?? "")?.[1];
  const body = signature === undefined ? behind : behind.slice(1);
  if (body.join("") === "") return undefined;
  const { length: _, ...what } = kind;
  const prefix = `/${[...(hasCloud ? [settings.cloudName] : []), ...asked.slice(0, kind.length)].map((one) => `${one}/`).join("")}`;
  return { ...what, prefix, signature, ...split(body, kind.type) };
}

interface Split {
  readonly chain: readonly string[];
  readonly version: string | undefined;
  readonly rest: string;
}

/**
 * Transformation, version and id. Where a version stands behind nothing but components, it ends them; elsewhere the
 * components end where they no longer look like ones. One segment at least is the id.
 */
export function split(body: readonly string[], type: string): Split {
  if (type === "fetch") return splitFetch(body);
  const version = body.findIndex((segment) => /^v\d+$/.test(segment));
  if (version >= 0 && version < body.length - 1) {
    const chain = glue(body.slice(0, version));
    if (chain.every(isComponent)) return { chain, version: body[version], rest: body.slice(version + 1).join("/") };
  }
  const chain: string[] = [];
  let at = 0;
  while (at < body.length - 1 && isComponent(body[at] as string)) {
    const glued = gluedAt(body, at);
    chain.push(body.slice(at, at + glued).join("/"));
    at += glued;
  }
  return { chain, version: undefined, rest: body.slice(at).join("/") };
}

/** An address behind `fetch` begins with its scheme, and may itself hold what looks like a version. */
function splitFetch(body: readonly string[]): Split {
  const scheme = body.findIndex((segment) => /^https?(?::|%3a)/i.test(segment));
  const start = scheme < 0 ? body.length - 1 : scheme;
  const last = body[start - 1] ?? "";
  const version = /^v\d+$/.test(last) ? last : undefined;
  const chain = glue(body.slice(0, version === undefined ? start : start - 1));
  return { chain, version, rest: body.slice(start).join("/") };
}

/**
 * Components in front of a version. Node's builder turns only the first slash of a layer's id into a colon, and
 * standard base64 has slashes: what follows a layer and is no component belongs to its id.
 */
function glue(segments: readonly string[]): string[] {
  const chain: string[] = [];
  for (const segment of segments) {
    const last = chain.at(-1);
    if (last !== undefined && !isComponent(segment) && last.length < maxGlued && isLayer(last))
      chain.splice(-1, 1, `${last}/${segment}`);
    else chain.push(segment);
  }
  return chain;
}

/** Without a version only what another component follows can belong to a layer's id: the last part is the picture's. */
function gluedAt(body: readonly string[], at: number): number {
  if (!isLayer(body[at] as string)) return 1;
  for (let next = at + 1; next < body.length - 1; next++) if (isComponent(body[next] as string)) return next - at;
  return 1;
}

/** The id with its extension, as it stands; the words for search engines are taken out. */
export function idPart({ rest, suffixed }: Pick<Address, "rest" | "suffixed">): string {
  const at = suffixed ? rest.lastIndexOf("/") : -1;
  if (at < 0) return rest;
  const dot = rest.indexOf(".", at + 1);
  return rest.slice(0, at) + (dot < 0 ? "" : rest.slice(dot));
}
