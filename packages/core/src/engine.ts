/** What every recipe works with: the running server's parts, wired once at start. */
import type {
  BlobStore,
  Dialect,
  Encode,
  FactsWanted,
  FileRecord,
  ImageFacts,
  ImageFormat,
  Jobs,
  OpenBlob,
  OutputFormat,
  PictureFacts,
  Plan,
  RecordStore,
  Step,
  UploadLimits,
} from "@intaglio/contract";
import type { Understander } from "./dialect/understand.ts";
import type { AccessJudge } from "./guard/access-judge.ts";
import type { HookGuard } from "./guard/hook-targets.ts";
import type { RemoteGuard } from "./guard/remote.ts";
import type { DeliveryLog } from "./notify/delivery-log.ts";
import type { Circumstances } from "./notify/happenings.ts";
import type { HookBook } from "./notify/hook-book.ts";
import type { DetectorFacts } from "./pipeline/detector.ts";
import type { Projects } from "./projects/projects.ts";
import type { ReadyAnswers } from "./rendition/ready.ts";
import type { Sendable } from "./respond/send.ts";
import type { Settings } from "./settings.ts";

/** Facts that go with a log line. Secrets, signatures and tokens are never among them. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** What a rendition is made of: steps, and output settings with the format decided. */
export interface Target {
  readonly steps: readonly Step[];
  readonly encode: Encode & { readonly format: OutputFormat; readonly atLeisure?: boolean };
}

/** The engine's pixels, as recipes see them. */
export interface Pixels {
  render(
    job: Target & {
      readonly image: ImageFacts;
      /** The source is a smaller copy of ours, in this format, of the picture that `image` tells of. */
      readonly reduced?: ImageFormat;
      readonly layers: readonly { readonly source: string; readonly image: ImageFacts }[];
    },
    source: OpenBlob,
    signal?: AbortSignal,
    layers?: readonly OpenBlob[],
  ): Promise<{ readonly bytes: Uint8Array; readonly width: number; readonly height: number }>;
  /** Facts about the pixels of the picture that the job's steps give. */
  inspect(
    job: Parameters<Pixels["render"]>[0],
    source: OpenBlob,
    wanted: FactsWanted,
    signal?: AbortSignal,
    layers?: readonly OpenBlob[],
  ): Promise<PictureFacts>;
  measure(source: OpenBlob, format: ImageFormat, signal?: AbortSignal): Promise<ImageFacts | null>;
  /** True while a job runs or waits. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/** A made rendition. */
export interface Rendition {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

/** Who waits; a request is one. Its signal costs time to make, so it is asked for only when there is something to wait for. */
export interface Waiter {
  /** Fires when they leave. */
  readonly signal: AbortSignal;
}

/** Renditions, made once and kept. */
export interface Renditions {
  /**
   * The kept rendition, or the one that `make` gives; however many ask at once, here or in other processes, it is made
   * once. `make`'s signal fires when nobody waits any longer.
   */
  getOrMake(
    key: string,
    fileId: string,
    make: (signal: AbortSignal) => Promise<Rendition>,
    waiter?: Waiter,
  ): Promise<Rendition>;
  /** The rendition, if it is in memory. */
  recall(key: string): Rendition | undefined;
  /** The kept rendition, if there is one. */
  find(key: string): Promise<Rendition | undefined>;
  /** Whether it is kept. What has gone out already and is just being kept is waited for. */
  isKept(key: string): Promise<boolean>;
  /** The same, to be read by a worker: it is not held in memory. */
  open(key: string): Promise<OpenBlob | undefined>;
  /** Makes and keeps it for later, unless it is there already. It is made once, as by `getOrMake`, and not held in memory. */
  prepare(
    key: string,
    fileId: string,
    make: (signal: AbortSignal) => Promise<Rendition>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Forgets what is in memory or in the making of a file that is gone. */
  drop(fileId: string): void;
  close(): Promise<void>;
}

/** What is done when there is time. */
export interface Idle {
  /** Notes something, unless the same is noted already. `signal` fires when the server stops. */
  add(name: string, work: (signal: AbortSignal) => Promise<void>): void;
}

/** A named plan, checked at start. */
export interface Preset {
  readonly name: string;
  /** Canonical text of its steps and output settings. */
  readonly recipe: string;
  readonly plan: Omit<Plan, "source">;
}

/** What happens to files, told to hooks and to listeners, in order. Never rejects. */
export interface Teller {
  /** With how it was `before`, hooks hear of what changed: give it where something was updated. */
  tell(
    event: "file.uploaded" | "file.updated" | "file.removed",
    file: FileRecord,
    circumstances?: Circumstances,
  ): Promise<void>;
}

/** A place for copies outside the library. */
export interface Storage {
  readonly blobs: BlobStore;
  /** What answers call it. */
  readonly bucket: string;
}

/** The running server's parts. */
export interface Engine {
  readonly settings: Settings;
  readonly log: Logger;
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  readonly dialects: readonly Dialect[];
  readonly presets: ReadonlyMap<string, Preset>;
  readonly records: RecordStore;
  /** What is done in the background, by any process. */
  readonly jobs: Jobs;
  /** The app's own word on who may have a file. */
  readonly access: AccessJudge | undefined;
  /** Originals. */
  readonly blobs: BlobStore;
  /** Where copies may go, by name. */
  readonly storages: ReadonlyMap<string, Storage>;
  /** Where backups may be, by name. */
  readonly backupStores: ReadonlyMap<string, BlobStore>;
  /** Renditions; may be the same store. */
  readonly renditionBlobs: BlobStore;
  readonly pixels: Pixels;
  /** What finds faces and objects, if anything does. */
  readonly detector: DetectorFacts | undefined;
  readonly renditions: Renditions;
  /** What was delivered a moment ago. */
  readonly ready: ReadyAnswers<Omit<Sendable, "open">>;
  /** What is done when there is time. */
  readonly idle: Idle;
  readonly teller: Teller;
  readonly understander: Understander;
  /** Who requests are about. */
  readonly projects: Projects;
  /** Judges what may be fetched. */
  readonly remote: RemoteGuard;
  /** Who is told of events, beside listeners in this process. */
  readonly hooks: HookBook;
  /** Judges where hooks may be. */
  readonly hookGuard: HookGuard;
  /** What became of messages to hooks. */
  readonly deliveries: DeliveryLog;
  /** A keyed digest of text, 64 hex digits: cache keys and ETags nobody can compute from outside. */
  readonly digest: (text: string) => string;
  /** As `digest`, with a key of its own: what a right is told by. */
  readonly token: (text: string) => string;
}

/** What an upload is checked against, from the server's settings and its credentials. */
export type EffectiveLimits = Required<UploadLimits>;
