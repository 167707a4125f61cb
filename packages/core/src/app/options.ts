/** Every option and its default. */
import type {
  BlobStore,
  DeliveryPolicy,
  DialectSetup,
  PlanPart,
  RecordStore,
  ResumableSetup,
} from "@intaglio/contract";
import type { Logger } from "../engine.ts";
import type { AccessJudge } from "../guard/access-judge.ts";
import type { FontSetting } from "../pipeline/read-fonts.ts";
import type { ProjectInput } from "../projects/input.ts";
import type { HookOptions, JobOptions, Limits, RemoteOptions, RenderOptions, RenditionOptions } from "../settings.ts";

/** What {@link createIntaglio} takes. Everything has a safe default. */
export interface IntaglioOptions<PresetName extends string = string> {
  /** The root secret, at least 32 bytes of text: every key is derived from it. Absent: a development key and a warning; in production a refusal to start. */
  readonly secret?: string | undefined;
  /** The protocols spoken. The first one spells the URLs of {@link Intaglio.url}. At least one. */
  readonly dialects: readonly DialectSetup[];
  /** The folder for everything that has no other place. Default: `.intaglio`. */
  readonly data?: string;
  /** A `postgres://` address, a path of an SQLite file, or a store. Default: `records.sqlite` in `data`. */
  readonly database?: string | RecordStore;
  /** Where originals are kept. Default: the folder `files` in `data`. */
  readonly blobs?: BlobStore;
  /** Where copies may be sent, by the name that requests have for it; `bucket` is what answers call it, by default the name. Default: nowhere. */
  readonly storages?: Readonly<Record<string, { readonly blobs: BlobStore; readonly bucket?: string }>>;
  /**
   * Where every stored file is copied to, with all that is known of it: the name of one of `storages`, or a store. Projects
   * may say otherwise. See {@link Intaglio.backups}. Default: nowhere.
   */
  readonly backup?: string | false | BlobStore;
  readonly renditions?: Partial<RenditionOptions>;
  /** `signed`: nothing without a token. `presets`: named plans are public. `open`: everything is. Default: `signed`. */
  readonly delivery?: DeliveryPolicy;
  /**
   * The app's own word on a file that is not itself public, by its session most often: `true` lets it out whatever the
   * operations, with or without a token; `undefined` leaves it to token and policy; anything else refuses, token or not,
   * as if there were no such file. Such answers are `private, no-cache`. It is asked at every request, so keep it quick;
   * what it throws is a 500. Default: token and policy decide.
   */
  readonly access?: AccessJudge;
  /** `signed`: no upload without a signature or ticket. `open`: anybody may upload. Default: `signed`. */
  readonly uploads?: "signed" | "open";
  /** Uploads that can be gone on with after a break, beside the dialects' own: `tus()`. Needs a dialect that takes uploads. Default: none. */
  readonly resumable?: ResumableSetup;
  /** Named plans, for `url(id, name)` and the `presets` policy. */
  readonly presets?: Readonly<Record<PresetName, readonly PlanPart[]>>;
  /** Where browsers reach this server, such as `https://media.example.com`. Absent: URLs start at the root. */
  readonly publicUrl?: string;
  /** The path everything lives below. Uploadcare's clients want the root. Default: `/`. */
  readonly basePath?: string;
  /** Keep uploads for good unless they say otherwise; false: for a day. Default: true. */
  readonly autoStore?: boolean;
  /** Seconds in which a file that its owner removed can be restored, 0 to 31,536,000. Default: 86,400, a day. */
  readonly restoreSeconds?: number;
  /**
   * Projects beside the server's own, each with its own keys, settings and files. An empty list is enough to make them
   * at run time, see {@link Intaglio.projects}. Default: there are no others.
   */
  readonly projects?: readonly ProjectInput[];
  /** Let plans keep a picture's EXIF data, which may tell where it was taken. Default: false. */
  readonly keepMetadata?: boolean;
  /**
   * The fonts of texts: TTF or OTF files, folders of them, or `{ family, file }` to give one a name. The first is the
   * default. Without any, texts are refused. Default: none.
   */
  readonly fonts?: readonly FontSetting[];
  /** Folders of pictures that addresses may name by their path, looked at in this order after custom ids. Default: none. */
  readonly folders?: readonly string[];
  readonly remote?: Partial<RemoteOptions>;
  readonly limits?: Partial<Limits>;
  readonly render?: Partial<RenderOptions>;
  readonly jobs?: Partial<JobOptions>;
  readonly hooks?: Partial<HookOptions>;
  /** Where log lines go. Default: JSON lines on standard error. */
  readonly logger?: Logger;
  /** Unix time in milliseconds. Default: the system's. */
  readonly clock?: () => number;
}
