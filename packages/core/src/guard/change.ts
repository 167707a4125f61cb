/** What may be written on a file later: the same rules as at its upload, so that both databases can hold it. */
import { IntaglioError, isCustomId, type FileChange } from "@intaglio/contract";

const maxMetadataBytes = 64 * 1024;
const maxMetadataKeys = 100;
const maxTags = 50;
const fields = ["customId", "name", "metadata", "tags", "access", "storedAt", "expiresAt"];

/** Throws `FIELD_INVALID`, `METADATA_INVALID` or `TAGS_INVALID`, naming what was expected. */
export function checkChange(change: FileChange): void {
  for (const key of Object.keys(change))
    if (!fields.includes(key))
      throw invalid("FIELD_INVALID", `a file has no changeable field ${JSON.stringify(key).slice(0, 40)}`);
  const { customId, name, metadata, tags, access, storedAt, expiresAt } = change;
  if (name !== undefined && typeof name !== "string") throw invalid("FIELD_INVALID", "name must be text");
  if (customId !== undefined && customId !== null && !isCustomId(customId))
    throw invalid(
      "FIELD_INVALID",
      "customId must be 1 to 255 bytes of text in segments between slashes, without control characters, ? # % and \\, and no UUID",
    );
  if (access !== undefined && access !== null && access !== "public" && access !== "signed")
    throw invalid("FIELD_INVALID", 'access must be "public", "signed" or null');
  for (const time of [storedAt, expiresAt])
    if (time !== undefined && time !== null && !Number.isSafeInteger(time))
      throw invalid("FIELD_INVALID", "times must be Unix times in milliseconds, or null");
  if (metadata !== undefined) checkMetadata(metadata);
  if (
    tags !== undefined &&
    !(Array.isArray(tags) && tags.length <= maxTags && tags.every((tag) => /^[\w.-]{1,100}$/.test(String(tag))))
  )
    throw invalid("TAGS_INVALID", `tags must be at most ${maxTags}, each 1 to 100 letters, digits, _ . or -`);
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  const entries = Object.entries(metadata);
  const isText = (text: unknown): boolean => typeof text === "string" && text.isWellFormed() && !text.includes("\0");
  const ok =
    entries.length <= maxMetadataKeys && entries.every(([key, value]) => key !== "" && isText(key) && isText(value));
  if (!ok || Buffer.byteLength(JSON.stringify(metadata)) > maxMetadataBytes)
    throw invalid(
      "METADATA_INVALID",
      `metadata must be at most ${maxMetadataKeys} texts by name, ${maxMetadataBytes} bytes in all, without NUL`,
    );
}

function invalid(code: "FIELD_INVALID" | "METADATA_INVALID" | "TAGS_INVALID", hint: string): IntaglioError {
  return new IntaglioError(code, hint, { hint });
}
