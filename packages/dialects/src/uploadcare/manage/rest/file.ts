/** A file as the REST API shows it. */
import type { FileRecord } from "@intaglio/contract";
import { presentContent, sanitizeName } from "../file-info.ts";
import { writeTime, writeTimeOrNull } from "./answer.ts";

/** The file object. `appdata` is there where it is asked for; nothing here makes any yet. */
export function presentFile(file: FileRecord, baseUrl: string, withAppData = false) {
  const { id, name, bytes } = file;
  return {
    datetime_removed: writeTimeOrNull(file.removedAt),
    datetime_stored: file.removedAt === null ? writeTimeOrNull(file.storedAt) : null,
    datetime_uploaded: writeTime(file.uploadedAt),
    is_image: file.image !== null,
    is_ready: true,
    mime_type: file.statedType,
    original_file_url: file.removedAt === null ? `${baseUrl}/${id}/${sanitizeName(name)}` : null,
    original_filename: name,
    size: bytes,
    url: `${baseUrl}/files/${id}/`,
    uuid: id,
    variations: null,
    content_info: presentContent(file),
    metadata: file.metadata,
    tags: file.tags,
    ...(withAppData && { appdata: {} }),
  };
}

/** Whether a request wants `appdata`. */
export function wantsAppData(fields: ReadonlyMap<string, readonly string[]>): boolean {
  return (fields.get("include") ?? []).some((list) => list.split(",").includes("appdata"));
}
