/** The engine behind `intaglio`. */
export { createIntaglio } from "./app/create-intaglio.ts";
export type { Intaglio } from "./app/create-intaglio.ts";
export { measureImage } from "./app/measure-image.ts";
export type { Backups, BackupStatus, BackupStoreStatus } from "./app/backups.ts";
export type { Files } from "./app/files.ts";
export type { ProjectLinks } from "./app/projects.ts";
export type { SignOptions, UploadOptions, UrlOptions } from "./app/links.ts";
export type { IntaglioOptions } from "./app/options.ts";
export type { OfProject, Webhooks } from "./app/webhooks.ts";
export { translate } from "./dialect/translate.ts";
export type { Translation, Unsayable } from "./dialect/translate.ts";
export type { LogFields, Logger } from "./engine.ts";
export type {
  ExplainedCost,
  ExplainedDelivery,
  ExplainedOutput,
  ExplainedPass,
  ExplainedPolicy,
  ExplainedSource,
  ExplainedStep,
  ExplainedStroke,
  ExplainOptions,
  Explanation,
  Refusal,
  RefusalStage,
  StandIn,
} from "./explanation.ts";
export type { AccessJudge } from "./guard/access-judge.ts";
export { diskBlobs } from "./library/blobs-disk.ts";
export { unstorageBlobs } from "./library/blobs-unstorage.ts";
export type { BackupRun } from "./library/backups/run-note.ts";
export { sqlRecords } from "./library/records/index.ts";
export type { HookDelivery } from "./notify/delivery-log.ts";
export type { DetectedBox, DetectedKind, DetectorModule, DetectorPicture } from "./pipeline/detector.ts";
export type { FontSetting } from "./pipeline/read-fonts.ts";
export type { ProjectChange, ProjectInput } from "./projects/input.ts";
export type { RestoredFile, RestoreFailure, RestoreOptions, RestoreReport } from "./restore-backups.ts";
export type { HookOptions, JobOptions, Limits, RemoteOptions, RenderOptions, RenditionOptions } from "./settings.ts";
export type { BackupFinding, BackupReport } from "./verify-backups.ts";
