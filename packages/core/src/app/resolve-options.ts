/** Options to settings: merged with the defaults, checked once, frozen. All other code sees complete settings. */
import { IntaglioError, type BlobStore } from "@intaglio/contract";
import { defu } from "defu";
import type { Engine } from "../engine.ts";
import { defaultPixelLimits } from "../pipeline/limits.ts";
import { readFonts } from "../pipeline/read-fonts.ts";
import type { Settings } from "../settings.ts";
import { checkSettings, checkTypes } from "./check-options.ts";
import type { IntaglioOptions } from "./options.ts";

const mebibyte = 1024 * 1024;

/** The name of the store that the option `backup` itself brings. */
const ownBackup = "backup";

const defaults: Omit<Settings, "secret"> = {
  data: ".intaglio",
  delivery: "signed",
  uploads: "signed",
  resumable: "",
  publicUrl: "",
  basePath: "/",
  autoStore: true,
  restoreSeconds: 86_400,
  backup: false,
  keepMetadata: false,
  fonts: [],
  folders: [],
  remote: { origins: [], signed: false, uploads: true, ttlSeconds: 86_400, fetches: 20 },
  limits: {
    uploadBytes: 100 * mebibyte,
    partsBytes: 5 * 1024 * mebibyte,
    uploadFiles: 20,
    uploadTypes: ["image/*"],
    uploadSeconds: 300,
    uploadIdleSeconds: 15,
    uploadBytesPerSecond: 1000,
    ...defaultPixelLimits,
  },
  render: { renderer: "processes", workers: 0, queueLength: 200, deadlineSeconds: 10, memoryBytes: 1024 * mebibyte },
  renditions: {
    maxBytes: 10 * 1024 * mebibyte,
    memoryBytes: 64 * mebibyte,
    smallerCopies: "on-demand",
    lowerForSavers: false,
    improveAfter: 5,
  },
  jobs: { concurrency: 4 },
  hooks: { origins: [], deliverHours: 72 },
};

/**
 * Merges, checks and freezes. `workers` is the default of `render.workers`.
 * Throws `OPTIONS_INVALID` naming every wrong option with what was expected.
 */
export function resolveOptions(options: IntaglioOptions, secret: string, workers: number): Settings {
  const { limits, remote, render, renditions: kept, jobs, hooks } = defaults;
  refuse(checkTypes({ ...options }, { limits, remote, render, renditions: kept, jobs, hooks }));
  const fonts = readFonts(options.fonts ?? []);
  const given = without(options, [
    "access",
    "dialects",
    "presets",
    "database",
    "blobs",
    "storages",
    "backup",
    "resumable",
    "logger",
    "clock",
  ]);
  const renditions = without(given.renditions ?? {}, ["blobs"]);
  const uploadTypes = given.limits?.uploadTypes ?? defaults.limits.uploadTypes;
  const merged = defu({ ...given, fonts: [], renditions, secret }, defaults) as Settings;
  const settings: Settings = {
    ...merged,
    fonts,
    publicUrl: merged.publicUrl.replace(/\/+$/, ""),
    basePath: merged.basePath.replace(/\/+$/, ""),
    resumable: options.resumable?.path ?? "",
    backup: typeof options.backup === "object" ? ownBackup : (options.backup ?? defaults.backup),
    limits: { ...merged.limits, uploadTypes }, // defu would join the two lists
    ...(options.projects !== undefined && { projects: options.projects }),
    render: { ...merged.render, workers: merged.render.workers || workers },
  };
  refuse(checkSettings(settings, options, backupStoresOf(options)));
  for (const part of [
    settings.limits,
    settings.folders,
    settings.remote,
    settings.render,
    settings.renditions,
    settings.projects,
    settings.jobs,
    settings.hooks,
    settings,
  ])
    Object.freeze(part);
  return settings;
}

/** The stores that backups may be on, by name. That of the originals is none. */
export function backupStoresOf({ storages = {}, backup, blobs }: IntaglioOptions): ReadonlyMap<string, BlobStore> {
  const stores = Object.entries(storages).map(([name, storage]): [string, BlobStore] => [name, storage.blobs]);
  if (typeof backup === "object") stores.push([ownBackup, backup]);
  return new Map(stores.filter(([, store]) => store !== blobs));
}

/** What is wired in, not set. */
function without<Options extends object, Name extends keyof Options>(
  options: Options,
  names: readonly Name[],
): Omit<Options, Name> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name as Name))) as never;
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new IntaglioError("OPTIONS_INVALID", `wrong options:\n  ${problems.join("\n  ")}`);
}

/** The named storages; a bucket without a name of its own has the storage's. */
export function storagesOf({ storages = {} }: IntaglioOptions): Engine["storages"] {
  return new Map(Object.entries(storages).map(([name, { blobs, bucket = name }]) => [name, { blobs, bucket }]));
}
