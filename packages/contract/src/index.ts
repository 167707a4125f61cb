/** The words Intaglio's packages share. Everything here runs in a browser. */
export { anchor, center, detectors, positions } from "./anchor.ts";
export type { BackupCounts, BackupEntry, BackupLedger, BackupProblem } from "./backups.ts";
export type { Anchor, DetectAnchor, Detector, NamedAnchor, OffsetAnchor, PointAnchor, Position } from "./anchor.ts";
export { hookEvents } from "./command.ts";
export type {
  Command,
  CommandName,
  Commands,
  FetchBegun,
  FetchState,
  FetchWish,
  FileBatch,
  FileCounts,
  FileListing,
  HookEvent,
  HookInput,
  HookRecord,
  Outcome,
  PartAddress,
  PartsBegun,
  PartsWish,
  PartUrl,
  ProjectView,
  TagChange,
} from "./command.ts";
export { readCssColor } from "./css-color.ts";
export { hintHeaders } from "./delivery.ts";
export type { DirectPart, DirectUpload, DirectUploads } from "./direct-uploads.ts";
export type { Delivery, DeliveryAnswer, FactsWanted, Hints, Size } from "./delivery.ts";
export { defineDialect } from "./dialect.ts";
export type {
  Answer,
  Dialect,
  DialectHost,
  DialectSetup,
  Grant,
  GroupPages,
  GroupRequest,
  PictureFacts,
  RequestFacts,
  Route,
  TokenReach,
  UploadAdmission,
  UploadedFile,
} from "./dialect.ts";
export { checkEncode, outputFormats, qualityNames, writeEncode } from "./encode.ts";
export type { Encode, EncodeInput, OutputFormat, QualityName } from "./encode.ts";
export type { GroupMember, GroupRecord, GroupRow, GroupView, GroupQuery, GroupListing } from "./group.ts";
export { IntaglioError, errorCodes, toIntaglioError } from "./errors.ts";
export type { ErrorCode, ErrorDetail } from "./errors.ts";
export type { EventName, Events, Listener } from "./events.ts";
export { atOnce, partsOf } from "./fetchable.ts";
export type { ResumableLock, ResumableSetup, ResumableUpload, ResumableUploads, ResumableWish } from "./resumable.ts";
export type { Asked, AtOnce, Fetchable, ResponseParts } from "./fetchable.ts";
export { isFraction, toPixels } from "./fields.ts";
export type { Corners, Field, Fields, Fraction, InputOf, Length, Presence, ValuesOf } from "./fields.ts";
export { imageFormats } from "./file.ts";
export type {
  Access,
  FileChange,
  FileDraft,
  FileFacts,
  FilePage,
  FileQuery,
  FileRecord,
  ImageFacts,
  ImageFormat,
} from "./file.ts";
export type { UploadCount, UploadIntent, UploadLimits, UploadPermit, UploadTicket } from "./intent.ts";
export type { FailedJob, Job, JobHandler, JobHandlers, AddJobOptions, JobRunOptions, Jobs } from "./jobs.ts";
export type { Layer, TextInput } from "./layer.ts";
export type { Happening, HookMessage, HookNotice } from "./notice.ts";
export type { Operation, StepFrom, StepInputOf, StepOfOperation } from "./operation.ts";
export { operations } from "./operations/index.ts";
export type { OperationName, Operations } from "./operations/index.ts";
export { lookNames } from "./operations/look.ts";
export { blendModes } from "./operations/overlay.ts";
export type { PictureOperations, PictureStep, PictureStepInput } from "./operations/picture.ts";
export {
  adjust,
  blur,
  crop,
  flip,
  format,
  grayscale,
  mirror,
  overlay,
  preview,
  quality,
  resize,
  rotate,
  rounded,
  scaleCrop,
  sharpen,
  splitParts,
  text,
} from "./parts.ts";
export type { PlanPart } from "./parts.ts";
export { checkPlan, checkSteps, maxOverlays, maxSteps, writePlan, writeRecipe } from "./plan.ts";
export type { Plan, PlanInput } from "./plan.ts";
export { planDifference } from "./plan-difference.ts";
export type { DeliveryPolicy, Project, ProjectKeys, ProjectSettings } from "./project.ts";
export { maxFound, wordsOf } from "./search.ts";
export type { FileFinding, FileSearch, SearchOrder, SearchRange, SearchText } from "./search.ts";
export { isCustomId, isFileId, isGroupId, maxMembers, maxNames, writeSource } from "./source.ts";
export type { MemberSource, PlanSource, Source } from "./source.ts";
export { checkStep, writeStep } from "./step.ts";
export type { Step, StepInput, StepOf } from "./step.ts";
export type { BlobStat, BlobStore, ByteRange, Bytes, OpenBlob, PutOptions } from "./blob-store.ts";
export type {
  DocumentDraft,
  DocumentQuery,
  DocumentRecord,
  DocumentTable,
  LeaseTable,
  RecordStore,
  RenditionEntry,
  RenditionLedger,
  TicketTable,
} from "./stores.ts";
export { decodeOnce, maxTargetBytes, readQueryOnce, readTarget } from "./target.ts";
export type { Target } from "./target.ts";
