/** What an upload wishes for its files: whether to keep them, metadata and tags, within Uploadcare's limits. */
import { refusal } from "../fail/refusal.ts";
import type { RequestFields } from "./fields.ts";

const maxKeys = 50;
const maxKeyLength = 64;
const maxValueLength = 512;
const maxTags = 50;
const maxTagLength = 100;
const maxTagsText = 20_000; // room for blanks and repeats, and little enough to take apart at once
// Harmless to us, but these records travel on as JSON, and others assign them to plain objects.
const dangerous = ["__proto__", "constructor", "prototype"];
const storeWords: Readonly<Record<string, boolean | "auto">> = {
  "1": true,
  true: true,
  "0": false,
  false: false,
  auto: "auto",
};

/** Keep for good, for a day, or as the server says, by a parameter. Throws `FIELD_INVALID`. */
export function readStore(fields: RequestFields, name: string): boolean | "auto" {
  const words = new Set((fields.get(name) ?? []).map((word) => word.toLowerCase()).filter((word) => word !== ""));
  const [word = "auto"] = words;
  const store = Object.hasOwn(storeWords, word) ? storeWords[word] : undefined;
  if (store === undefined || words.size > 1)
    throw refusal("FIELD_INVALID", "UploadViewsError", `${name} should be one of 0, 1, auto.`);
  return store;
}

/** `metadata[<key>]=<value>` by key, in order. Throws `METADATA_INVALID`. */
export function readMetadata(fields: RequestFields): Readonly<Record<string, string>> {
  const metadata = Object.create(null) as Record<string, string>; // no prototype: a key is only ever a key
  const entries = [...fields].flatMap(([name, values]) => {
    const key = /^metadata\[(.*)\]$/s.exec(name)?.[1];
    return key === undefined ? [] : values.map((value) => [key, value] as const);
  });
  if (new Set(entries.map(([key]) => key)).size > maxKeys)
    throw invalid("FileMetadataKeysNumberTooBigError", `A file can not have more than ${maxKeys} metadata keys.`);
  for (const [key, value] of entries) {
    checkKey(key);
    if (Object.hasOwn(metadata, key))
      throw invalid("FileMetadataKeyDuplicatedError", `File's metadata key \`${key}\` has a duplicate.`);
    checkValue(key, value);
    metadata[key] = value;
  }
  return metadata;
}

/** Throws `METADATA_INVALID`. */
export function checkKey(key: string): void {
  if (key === "") throw invalid("FileMetadataKeyEmptyError", "File's metadata key can not be empty.");
  const shown = show(key);
  if (dangerous.includes(key) || /[^\w.:-]/.test(key))
    throw invalid(
      "FileMetadataKeyForbiddenError",
      `File's metadata key \`${shown}\` contains symbols not allowed by the metadata key format.`,
    );
  if (key.length > maxKeyLength)
    throw invalid(
      "FileMetadataKeyLengthTooBigError",
      `Length of file metadata key \`${shown}\` can not be more than ${maxKeyLength} symbols.`,
    );
}

/** Throws `METADATA_INVALID`. */
export function checkValue(key: string, value: string): void {
  if (value === "")
    throw invalid("FileMetadataValueEmptyError", `Value of the file metadata key \`${key}\` can not be empty.`);
  if (value.length > maxValueLength && (value.length > 2 * maxValueLength || [...value].length > maxValueLength))
    // characters, not halves
    throw invalid(
      "FileMetadataValueLengthTooBigError",
      `Value of file metadata's key \`${key}\` can not be more than ${maxValueLength} symbols in length.`,
    );
  if (/\p{Cc}/u.test(value) || !value.isWellFormed())
    throw invalid(
      "FileMetadataValueForbiddenError",
      `Value of file metadata key \`${key}\` contains symbols not allowed by the metadata value format.`,
    );
}

/** Uploadcare's texts name the key; what is shown of a bad one is short and harmless anywhere. */
function show(key: string): string {
  return key.slice(0, 100).replace(/[^\w.:-]/g, "?");
}

function invalid(name: string, text: string): Error {
  return refusal("METADATA_INVALID", name, text);
}

/** `tags=a,b,c`, see {@link cleanTags}. Throws `TAGS_INVALID`. */
export function readTags(fields: RequestFields): readonly string[] {
  const lists = fields.get("tags") ?? [];
  if (lists.join().length > maxTagsText)
    throw refusal("TAGS_INVALID", "UploadViewsError", "The list of tags is too long.");
  return cleanTags(lists.flatMap((list) => list.split(",")));
}

/** Tags trimmed, in lower case, each once, in order. Throws `TAGS_INVALID`. */
export function cleanTags(given: readonly string[]): readonly string[] {
  const tags = [...new Set(given.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ""))];
  if (tags.length > maxTags)
    throw refusal("TAGS_INVALID", "UploadViewsError", `Too many tags: ${tags.length} (max ${maxTags}).`);
  if (tags.some((tag) => tag.length > maxTagLength))
    throw refusal("TAGS_INVALID", "UploadViewsError", `A tag can not be more than ${maxTagLength} symbols in length.`);
  if (tags.some((tag) => /[^\w.-]/.test(tag)))
    throw refusal("TAGS_INVALID", "UploadViewsError", "A tag contains symbols not allowed by the tag format.");
  return tags;
}
