/** What `intaglio` in `nuxt.config` may hold. All of it is data: it goes through Nuxt's runtime configuration. */
import type { IntaglioOptions } from "intaglio";
import type { CloudflareOptions } from "intaglio/cloudflare";
import type { CloudinaryOptions } from "intaglio/cloudinary";
import type { IpxOptions } from "intaglio/ipx";
import type { UploadcareOptions } from "intaglio/uploadcare";

/** Options of `createIntaglio` that are plain data; see there for each one's meaning and default. */
type Plain = Pick<
  IntaglioOptions,
  | "autoStore"
  | "basePath"
  | "data"
  | "delivery"
  | "folders"
  | "keepMetadata"
  | "limits"
  | "presets"
  | "publicUrl"
  | "remote"
  | "render"
  | "restoreSeconds"
  | "secret"
  | "uploads"
>;

/**
 * The block `intaglio` of `nuxt.config`. Each value can be replaced when the server starts, by a variable of Nuxt's:
 * `NUXT_INTAGLIO_SECRET`, `NUXT_INTAGLIO_DATA`, `NUXT_INTAGLIO_PUBLIC_URL` and so on. What is no data, such as a blob store,
 * goes to `server/intaglio.ts`.
 */
export interface IntaglioModuleOptions extends Plain {
  /** A `postgres://` address, or the path of an SQLite file. Default: `records.sqlite` in `data`. */
  readonly database?: string;
  /** Uploadcare's protocol. Without any dialect it is this one, with its defaults. */
  readonly uploadcare?: UploadcareOptions;
  /** Cloudinary's addresses. */
  readonly cloudinary?: CloudinaryOptions;
  /** Cloudflare Images' addresses. */
  readonly cloudflare?: CloudflareOptions;
  /** Addresses of ipx. */
  readonly ipx?: IpxOptions;
  /** Pictures of `<NuxtImg provider="intaglio">` and `useIntaglioUrl`. */
  readonly images?: {
    /** Seconds their addresses are good for at least, 60 to 31,536,000; up to an hour more, so that pages of one hour have the same. Default: 86,400, a day. */
    readonly expiresIn?: number;
  };
}

/** What variables can set even where `nuxt.config` does not: Nuxt replaces only what is there. */
export const defaults = {
  secret: "",
  data: ".intaglio",
  database: "",
  publicUrl: "",
  basePath: "/",
  images: { expiresIn: 86_400 },
} satisfies IntaglioModuleOptions;
