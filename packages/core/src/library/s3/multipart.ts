/** S3's uploads in parts: nothing of one is seen until it is complete. */
import type { S3Client } from "./client.ts";
import { toRefusalError } from "./errors.ts";
import { elementsOf, textOf } from "./xml.ts";

/** One part that has arrived. */
export interface KeptPart {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
  /** S3's name of these very bytes, with its quotation marks. */
  readonly etag: string;
}

/** An upload under way. */
export interface UploadUnderWay {
  readonly key: string;
  readonly upload: string;
  /** Unix milliseconds. */
  readonly begunAt: number;
}

/** Begins one and gives its name. Begun twice it leaves an empty one, which the sweep ends. */
export async function beginUpload(
  client: S3Client,
  key: string,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<string> {
  const ask = { method: "POST", key, query: { uploads: "" }, headers, repeatable: true } as const;
  const { text } = await client.askText({ ...ask, ...(signal && { signal }) });
  return textOf(text, "UploadId");
}

/** Puts one part, from 1; a part put again replaces the first. Gives its ETag. */
export async function putPart(
  client: S3Client,
  key: string,
  upload: string,
  number: number,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<string> {
  const query = { partNumber: String(number), uploadId: upload };
  const { headers } = await client.askText({ method: "PUT", key, query, body, signal });
  return headers.etag ?? "";
}

/**
 * Makes the parts a blob. S3 refuses a part whose ETag is no longer the one given, so what was looked at is what is kept.
 * An answer may get lost, and asking again then finds no upload any more: so `isDone` tells whether the blob was made.
 */
export async function completeUpload(
  client: S3Client,
  key: string,
  upload: string,
  parts: readonly Pick<KeptPart, "number" | "etag">[],
  isDone: () => Promise<boolean>,
): Promise<void> {
  const list = parts.map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = Buffer.from(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`);
  try {
    const { text } = await client.askText({ method: "POST", key, query: { uploadId: upload }, body, repeatable: true });
    if (!text.includes("<Error>")) return;
    // Amazon may say 200 at once and think better of it later.
    const refusal = { status: 200, code: textOf(text, "Code"), message: textOf(text, "Message"), date: "" };
    throw toRefusalError(refusal, client.settings.bucket, `POST ${key}`);
  } catch (error) {
    if (!(await isDone())) throw error;
  }
}

/** How an upload that is over is told: AWS has a code of its own, Ceph's gateway names the object that is not there. */
const over = ["NoSuchUpload", "NoSuchKey"];

/** Ends an upload with all its parts. No error when it is over already. */
export async function abortUpload(client: S3Client, key: string, upload: string): Promise<void> {
  await client.askText({ method: "DELETE", key, query: { uploadId: upload }, accept: over });
}

/** What has arrived of an upload; undefined when it is over. */
export async function listParts(client: S3Client, key: string, upload: string): Promise<KeptPart[] | undefined> {
  const parts: KeptPart[] = [];
  for (let after = "0"; ;) {
    const query = { uploadId: upload, "part-number-marker": after };
    const { text, code } = await client.askText({ method: "GET", key, query, accept: over });
    if (code !== undefined) return undefined;
    for (const part of elementsOf(text, "Part"))
      parts.push({
        number: Number(textOf(part, "PartNumber")),
        bytes: Number(textOf(part, "Size")),
        etag: textOf(part, "ETag"),
      });
    if (textOf(text, "IsTruncated") !== "true") return parts;
    after = textOf(text, "NextPartNumberMarker");
  }
}

/** All uploads under way whose key starts with the client's prefix. */
export async function* listUploads(client: S3Client): AsyncGenerator<UploadUnderWay, void, void> {
  const { prefix } = client.settings;
  for (let from: Record<string, string> = {}; ;) {
    const { text } = await client.askText({ method: "GET", query: { uploads: "", prefix, ...from } });
    for (const upload of elementsOf(text, "Upload"))
      yield {
        key: textOf(upload, "Key").slice(prefix.length),
        upload: textOf(upload, "UploadId"),
        begunAt: Date.parse(textOf(upload, "Initiated")),
      };
    if (textOf(text, "IsTruncated") !== "true") return;
    from = { "key-marker": textOf(text, "NextKeyMarker"), "upload-id-marker": textOf(text, "NextUploadIdMarker") };
  }
}
