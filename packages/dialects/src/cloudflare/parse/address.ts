/** The two kinds of addresses, split into their parts and nothing decoded. */

/** What addresses depend on. */
export interface CloudflareAddressOptions {
  /** The account's hash, first in every address of a hosted picture. Default: hosted pictures have no addresses here. */
  readonly accountHash?: string;
  /** Named options of hosted pictures: a text such as `w=300,fit=cover`, or an object as in the service's API. Default: none. */
  readonly variants?: Readonly<Record<string, Variant>>;
  /** Takes options in place of a variant's name. Default: false. */
  readonly flexibleVariants?: boolean;
  /** Where hosted pictures' addresses may also start. Default: `/cdn-cgi/imagedelivery`. */
  readonly deliveryPrefix?: string;
}

/** A value of a variant's object. */
export type VariantValue = string | number | boolean | { readonly [name: string]: VariantValue };
/** A variant: options as a text, or as an object as in Workers and the API. */
export type Variant = string | { readonly [name: string]: VariantValue };

/** An address's parts. */
export type Address =
  | {
      readonly kind: "hosted";
      readonly hash: string;
      readonly image: string;
      /** A variant's name, or options. */
      readonly last: string;
      /** Without the prefix: what a signature covers. */
      readonly canonical: string;
    }
  | { readonly kind: "transform"; readonly options: string; readonly source: string; readonly canonical: string };

const transform = "/cdn-cgi/image/";

/** The parts of a path; undefined when it is not ours. Parts may be empty. */
export function readAddress(path: string, options: CloudflareAddressOptions): Address | undefined {
  if (path.startsWith(transform)) {
    const rest = path.slice(transform.length);
    const slash = rest.indexOf("/");
    const [given, source] = slash < 0 ? [rest, ""] : [rest.slice(0, slash), rest.slice(slash + 1)];
    return { kind: "transform", options: given, source, canonical: path };
  }
  const { accountHash, deliveryPrefix = "/cdn-cgi/imagedelivery" } = options;
  if (accountHash === undefined) return undefined;
  if (path.startsWith(`${deliveryPrefix}/`)) return readHosted(path.slice(deliveryPrefix.length));
  return path.startsWith(`/${accountHash}/`) ? readHosted(path) : undefined;
}

/** The last segment is the variant; all between it and the hash is the id. */
function readHosted(canonical: string): Address {
  const end = canonical.indexOf("/", 1);
  const hash = end < 0 ? canonical.slice(1) : canonical.slice(1, end);
  const rest = end < 0 ? "" : canonical.slice(end + 1);
  const slash = rest.lastIndexOf("/");
  const [image, last] = slash < 0 ? [rest, ""] : [rest.slice(0, slash), rest.slice(slash + 1)];
  return { kind: "hosted", hash, image, last, canonical };
}
