/** The settings every part of the engine reads: complete, checked, frozen. `app/options.ts` makes them from what the user gives. */
import type { BlobStore, DeliveryPolicy } from "@intaglio/contract";
import type { Font } from "./pipeline/fonts.ts";
import type { PixelLimits } from "./pipeline/limits.ts";
import type { ProjectInput } from "./projects/input.ts";

/** Upper bounds. Each is one setting, and each has a safe default. */
export interface Limits extends PixelLimits {
  /** Bytes of one uploaded file. Default: 100 MiB. */
  readonly uploadBytes: number;
  /** Bytes of one file that comes in parts, in requests of their own. Default: 5 GiB. */
  readonly partsBytes: number;
  /** Files in one upload request. Default: 20. */
  readonly uploadFiles: number;
  /** Media types taken, judged by a file's first bytes: `image/*`, `image/png`, or `*` for everything. Default: `["image/*"]`. */
  readonly uploadTypes: readonly string[];
  /** Seconds an upload may take in all. Default: 300. */
  readonly uploadSeconds: number;
  /** Seconds an upload may send nothing. Default: 15. */
  readonly uploadIdleSeconds: number;
  /** Bytes a second an upload must bring on average, once 10 seconds have passed. Default: 1000. */
  readonly uploadBytesPerSecond: number;
}

/** How renditions are made. */
export interface RenderOptions {
  /** `processes`: in child processes that can be killed. `inline`: in this one, for hosts that forbid children. Default: `processes`. */
  readonly renderer: "processes" | "inline";
  /** Renders at once. Default: the number of cores and one more, so that no core idles while a result is carried away. */
  readonly workers: number;
  /** Renders that may wait; more are refused with 503. Default: 200. */
  readonly queueLength: number;
  /** Seconds one render may take before it is killed. Default: 10. */
  readonly deadlineSeconds: number;
  /** Bytes one worker process may use. Default: 1 GiB. */
  readonly memoryBytes: number;
  /**
   * What finds faces and objects: a module that exports what `DetectorModule` says, by an absolute path, a `file:`
   * address, or the name of a package found from the working directory. Workers run it, with nothing of this process's
   * environment; this process loads it once, to see what it finds. Default: none.
   */
  readonly detector?: string;
}

/** Pictures from other servers. Off until origins are listed or `signed` is set. */
export interface RemoteOptions {
  /**
   * Where pictures may come from: `https://images.example.com`, or `https://*.example.com` for all hosts below one, with
   * a port where it is not the usual one; without a scheme, by both. `private: true` lets the connection go to addresses that are not public, for
   * servers in your own network. Default: none.
   */
  readonly origins: readonly (string | { readonly origin: string; readonly private: boolean })[];
  /** Let signed requests name any public address on the usual ports. Default: false. */
  readonly signed: boolean;
  /** Let uploads name any public address on the usual ports as their source. Default: true. */
  readonly uploads: boolean;
  /**
   * Seconds a copy is used before its server is asked whether it changed, where that server does not say less; and
   * seconds for which it is kept after that, to be asked about. 1 to 86,400. Default: 86400, a day.
   */
  readonly ttlSeconds: number;
  /** Copies made at once; more are refused with 503. Default: 20. */
  readonly fetches: number;
}

/** How renditions are kept. */
export interface RenditionOptions {
  /** Where. Default: the folder `renditions` in `data`. May be storage that evicts. */
  readonly blobs?: BlobStore;
  /** Bytes kept on it; the least recently used go first. Default: 10 GiB. */
  readonly maxBytes: number;
  /** Bytes of small renditions kept in memory as well. Default: 64 MiB. */
  readonly memoryBytes: number;
  /**
   * Smaller copies of large originals, from which thumbnails are made in a fraction of the time.
   * `on-demand`: in idle time after the first request that could use one; of JPEG, which is decoded small, after the second. `at-upload`: in idle time after the upload.
   * They count towards `maxBytes`. Default: `on-demand`.
   */
  readonly smallerCopies: "never" | "on-demand" | "at-upload";
  /** Gives clients that save data, or whose line is slow, the next lower named quality where a plan does not say which. Default: false. */
  readonly lowerForSavers: boolean;
  /** Uses within a day after which an AVIF is made again, smaller at the same look, in idle time; 0 for never. Default: 5. */
  readonly improveAfter: number;
}

/** Work in the background. */
export interface JobOptions {
  /** Jobs that run at once in one process. Default: 4. */
  readonly concurrency: number;
}

/** Webhooks. */
export interface HookOptions {
  /**
   * Servers in your own network that webhooks may be sent to: `{ origin: "http://hooks.internal:8080", private: true }`,
   * with `*.` before the host for all below one. All others must have public addresses. Default: none.
   */
  readonly origins: readonly { readonly origin: string; readonly private: boolean }[];
  /** Hours in which a message is tried again, 1 to 168. Default: 72. */
  readonly deliverHours: number;
}

/** Complete, frozen options. */
export interface Settings {
  readonly secret: string;
  readonly data: string;
  readonly delivery: DeliveryPolicy;
  readonly uploads: "signed" | "open";
  /** The path of uploads that can be gone on with, below {@link basePath}; empty where there are none. */
  readonly resumable: string;
  readonly publicUrl: string;
  readonly basePath: string;
  readonly autoStore: boolean;
  /** Seconds in which a file that its owner removed can be restored. */
  readonly restoreSeconds: number;
  /** The name of the store that stored files are copied to where their project does not say; false: none. */
  readonly backup: string | false;
  /** Absent: there is the server's own project alone. */
  readonly projects?: readonly ProjectInput[];
  readonly keepMetadata: boolean;
  readonly fonts: readonly Font[];
  readonly folders: readonly string[];
  readonly remote: RemoteOptions;
  readonly limits: Limits;
  readonly render: RenderOptions;
  readonly renditions: Omit<RenditionOptions, "blobs">;
  readonly jobs: JobOptions;
  readonly hooks: HookOptions;
}
