/** What drivers give back for raw values, as bytes again. */
import { IntaglioError } from "@intaglio/contract";

const base64Mark = "base64:";
const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The value as bytes. Drivers give buffers, typed arrays, array buffers, blobs, or the text unstorage makes of bytes where
 * a driver keeps text only. Throws `STORAGE_FAILED` for anything else: some drivers even give an error as the value.
 */
export async function toBytes(value: unknown): Promise<Uint8Array> {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Blob) return new Uint8Array(await value.arrayBuffer());
  if (typeof value === "string") return fromText(value);
  if (isBufferJson(value)) return Uint8Array.from(value.data);
  throw notBytes(value);
}

function fromText(value: string): Uint8Array {
  const text = value.startsWith(base64Mark) ? value.slice(base64Mark.length) : undefined;
  if (text === undefined || !base64Text.test(text)) throw notBytes(value);
  return Buffer.from(text, "base64");
}

/** A `Buffer` that went through JSON. */
function isBufferJson(value: unknown): value is { readonly data: readonly number[] } {
  if (typeof value !== "object" || value === null || !("type" in value) || !("data" in value)) return false;
  return (
    value.type === "Buffer" &&
    Array.isArray(value.data) &&
    value.data.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
  );
}

function notBytes(value: unknown): IntaglioError {
  const what = value instanceof Error ? value.message : `a ${value === null ? "null" : typeof value}`;
  return new IntaglioError("STORAGE_FAILED", `the storage gave no bytes for a chunk: ${what}`, { cause: value });
}
