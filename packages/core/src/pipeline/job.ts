/** What the pipeline takes and gives: types alone, so that hosts need not load sharp to know them. */
import type {
  Encode,
  FactsWanted,
  ImageFacts,
  ImageFormat,
  OpenBlob,
  OutputFormat,
  PictureFacts,
  Step,
} from "@intaglio/contract";
import type { DetectorFacts } from "./detector.ts";
import type { Font } from "./fonts.ts";
import type { PixelLimits } from "./limits.ts";

/** Output settings with the format decided. */
export type Encoding = Encode & {
  readonly format: OutputFormat;
  /** Nobody waits for it: the same look in fewer bytes, for several times the work. Only AVIF has a use for it. */
  readonly atLeisure?: boolean;
};

/** A picture that overlays lay on. */
export interface JobLayer {
  /** Which one, as `writeSource` writes it. */
  readonly source: string;
  /** What is known of it. */
  readonly image: ImageFacts;
}

/** What to make of a source. */
export interface RenderJob {
  readonly steps: readonly Step[];
  readonly encode: Encoding;
  /** What is known of the source. */
  readonly image: ImageFacts;
  /** The source's bytes are a smaller copy of ours, in this format; the first thing the steps do is to scale it down. */
  readonly reduced?: ImageFormat;
  /** Each distinct source that the steps' overlays name. */
  readonly layers: readonly JobLayer[];
}

/** A finished picture. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  /** Frames; 1 for a still picture. */
  readonly pages: number;
}

/** Makes and measures pictures, a bounded number at a time. */
export interface Renderer {
  /**
   * Throws `QUEUE_FULL` (with `retryAfterSeconds`), `RENDER_TIMEOUT`, `RENDER_CRASHED`, `IMAGE_UNREADABLE`,
   * `IMAGE_TOO_LARGE`, `OPERATION_UNSUPPORTED`, `PLAN_TOO_LARGE`, `PLAN_INVALID` (a crop wholly outside) or `STOPPING`;
   * errors of `source.body` pass through. When `signal` fires it rejects with the signal's reason. `layers` are the
   * bytes of `job.layers`, in the same order; each body is read when its turn comes, under the same rules.
   */
  render(job: RenderJob, source: OpenBlob, signal?: AbortSignal, layers?: readonly OpenBlob[]): Promise<Rendered>;
  /**
   * What the decoder says of the bytes; null when they are no readable picture of `format`. Sizes are reported
   * whatever they are: limits are the caller's to check. Throws `QUEUE_FULL`, `RENDER_TIMEOUT`, `RENDER_CRASHED` or
   * `STOPPING`.
   */
  measure(source: OpenBlob, format: ImageFormat, signal?: AbortSignal): Promise<ImageFacts | null>;
  /** Facts about the pixels of the picture that the job's steps give; its output settings do not matter. Throws what `render` throws. */
  inspect(
    job: RenderJob,
    source: OpenBlob,
    wanted: FactsWanted,
    signal?: AbortSignal,
    layers?: readonly OpenBlob[],
  ): Promise<PictureFacts>;
  /** True while a job runs or waits. */
  isBusy(): boolean;
  /** Ends every worker. Waiting and running jobs fail with `STOPPING`. */
  close(): Promise<void>;
}

/** Where the renderer tells of crashes. */
export interface RenderLog {
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** How a renderer works. */
export interface RendererOptions {
  /**
   * `processes`: in child processes, which can be killed. `inline`: in this process, for tests and for places that allow
   * no children. Inline is weaker: a crash of the decoder ends the server, and a job past its deadline goes on unseen.
   */
  readonly mode: "processes" | "inline";
  /** Jobs at the same time. */
  readonly workers: number;
  /** Jobs that may wait for a worker. */
  readonly queueLength: number;
  /** Milliseconds a job may take from its start. */
  readonly deadlineMs: number;
  /** Resident bytes of one worker, above which it is ended. */
  readonly memoryBytes: number;
  readonly limits: PixelLimits;
  /** What texts are set in (see `readFonts`); the first family is the default. Without any, texts are refused. */
  readonly fonts?: readonly Font[];
  /** What finds faces and objects (see `readDetector`). Without it they are not looked for. */
  readonly detector?: DetectorFacts | undefined;
  readonly log: RenderLog;
}
