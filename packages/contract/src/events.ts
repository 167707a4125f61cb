/** What happens to files, told to whoever listens. */
import type { FileRecord } from "./file.ts";

/** Every event and what it carries. Told after the fact is durable. */
export interface Events {
  /** A file is complete: uploaded, or baked from another. */
  readonly "file.uploaded": FileRecord;
  /** Its name, metadata, tags, access or storage changed. */
  readonly "file.updated": FileRecord;
  /** It is gone; this is how it was. */
  readonly "file.removed": FileRecord;
}
/** An event's name. */
export type EventName = keyof Events;
/** Hears one kind of event. What it throws is logged and changes nothing. */
export type Listener<Name extends EventName> = (payload: Events[Name]) => void | Promise<void>;
