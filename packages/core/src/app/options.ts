/** Every option, its default and its check. All other code sees complete, frozen settings. */
import { IntaglioError, type BlobStore, type DialectSetup, type PlanPart, type RecordStore } from "@intaglio/contract";
import { defu } from "defu";
import type { Logger } from "../engine.ts";
import type { DeliveryPolicy, Limits, RenderOptions, RenditionOptions, Settings } from "../settings.ts";
import { checkSettings } from "./check-options.ts";

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
  readonly renditions?: Partial<RenditionOptions>;
  /** `signed`: nothing without a token. `presets`: named plans are public. `open`: everything is. Default: `signed`. */
  readonly delivery?: DeliveryPolicy;
  /** `signed`: no upload without a signature or ticket. `open`: anybody may upload. Default: `signed`. */
  readonly uploads?: "signed" | "open";
  /** Named plans, for `url(id, name)` and the `presets` policy. */
  readonly presets?: Readonly<Record<PresetName, readonly PlanPart[]>>;
  /** Where browsers reach this server, such as `https://media.example.com`. Absent: URLs start at the root. */
  readonly publicUrl?: string;
  /** The path everything lives below. Uploadcare's clients want the root. Default: `/`. */
  readonly basePath?: string;
  /** Keep uploads for good unless they say otherwise; false: for a day. Default: true. */
  readonly autoStore?: boolean;
  /** Let plans keep a picture's EXIF data, which may tell where it was taken. Default: false. */
  readonly keepMetadata?: boolean;
  readonly limits?: Partial<Limits>;
  readonly render?: Partial<RenderOptions>;
  /** Where log lines go. Default: JSON lines on standard error. */
  readonly logger?: Logger;
  /** Unix time in milliseconds. Default: the system's. */
  readonly clock?: () => number;
}

const mebibyte = 1024 * 1024;
const million = 1_000_000;

const defaults: Omit<Settings, "secret"> = {
  data: ".intaglio",
  delivery: "signed",
  uploads: "signed",
  publicUrl: "",
  basePath: "/",
  autoStore: true,
  keepMetadata: false,
  limits: {
    uploadBytes: 100 * mebibyte,
    uploadFiles: 20,
    uploadTypes: ["image/*"],
    uploadSeconds: 300,
    uploadIdleSeconds: 15,
    inputPixels: 50 * million,
    interlacedPixels: 25 * million,
    frames: 250,
    animationPixels: 100 * million,
    outputPixels: 25 * million,
    outputSide: 8192,
  },
  render: { renderer: "processes", workers: 0, queueLength: 200, deadlineSeconds: 10, memoryBytes: 1024 * mebibyte },
  renditions: { maxBytes: 10 * 1024 * mebibyte, memoryBytes: 64 * mebibyte },
};

/**
 * Merges, checks and freezes. `cores` is the default of `render.workers`.
 * Throws `OPTIONS_INVALID` naming every wrong option with what was expected.
 */
export function resolveOptions(options: IntaglioOptions, secret: string, cores: number): Settings {
  const { dialects: _, presets: __, database: ___, blobs: ____, logger: _____, clock: ______, ...given } = options;
  const { blobs: _______, ...renditions } = given.renditions ?? {};
  const uploadTypes = given.limits?.uploadTypes ?? defaults.limits.uploadTypes;
  const merged = defu({ ...given, renditions, secret }, defaults) as Settings;
  const settings: Settings = {
    ...merged,
    publicUrl: merged.publicUrl.replace(/\/+$/, ""),
    basePath: merged.basePath.replace(/\/+$/, ""),
    limits: { ...merged.limits, uploadTypes }, // defu would join the two lists
    render: { ...merged.render, workers: merged.render.workers || cores },
  };
  const problems = checkSettings(settings, options);
  if (problems.length > 0) throw new IntaglioError("OPTIONS_INVALID", `wrong options:\n  ${problems.join("\n  ")}`);
  for (const part of [settings.limits, settings.render, settings.renditions, settings]) Object.freeze(part);
  return settings;
}
