/** Signed uploads and tamper-proof image delivery, mounted in the server you already have. */
export {
  blur, crop, flip, format, grayscale, IntaglioError, mirror, preview, quality, resize, rotate, scaleCrop, sharpen,
} from "@intaglio/contract";
export type {
  Access, Anchor, BlobStore, DialectSetup, ErrorCode, EventName, Events, Fetchable, FileChange, FilePage, FileQuery,
  FileRecord, ImageFacts, Listener, PlanPart, RecordStore, UploadLimits, UploadTicket,
} from "@intaglio/contract";
export { createIntaglio, diskBlobs, sqlRecords, unstorageBlobs } from "@intaglio/core";
export type {
  DeliveryPolicy, Files, Intaglio, IntaglioOptions, Limits, Logger, RenderOptions, RenditionOptions, UploadOptions,
  UrlOptions,
} from "@intaglio/core";
