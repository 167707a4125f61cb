/**
 * What host and worker say to each other over the worker's stdin and stdout: messages of a length (4 bytes), a kind
 * (1 byte) and a payload. Node's own channel would copy pictures through JSON.
 */
import type { ErrorCode, FactsWanted, ImageFacts, ImageFormat, PictureFacts } from "@intaglio/contract";
import type { Named } from "./fonts.ts";
import type { PixelLimits } from "./limits.ts";
import type { RenderJob } from "./job.ts";
import type { DetectorSetup } from "./sight.ts";

/** A message's kind. A `task` is followed by the `bytes` of its blobs, an answer that says so by the result. `drop` ends them early. */
export const kinds = { task: 1, bytes: 2, drop: 3, answer: 4 } as const;

/** Where a worker finds some bytes. */
export interface Place {
  readonly size: number;
  /** A local file to read them from. Without one they follow the task, after those of the places before. */
  readonly path?: string;
}

/** What a worker is to do. */
export type Task = (
  | { readonly do: "render"; readonly job: RenderJob }
  | { readonly do: "measure"; readonly format: ImageFormat }
  | { readonly do: "inspect"; readonly job: RenderJob; readonly wanted: FactsWanted }
) & {
  /** The source, then the job's layers in their order. */
  readonly places: readonly Place[];
};

/** A worker's answer. After `rendered`, its bytes follow. */
export type Answer =
  | ({ readonly is: "rendered"; readonly width: number; readonly height: number; readonly pages: number } & Seen)
  | { readonly is: "measured"; readonly facts: ImageFacts | null }
  | ({ readonly is: "inspected"; readonly facts: PictureFacts } & Seen)
  | { readonly is: "failed"; readonly code: ErrorCode; readonly message: string; readonly hint?: string };

interface Seen {
  /** What was wrong with the detector. */
  readonly complaint?: string;
}

/** What a worker is told at its start, as its only argument. */
export interface WorkerSetup {
  readonly limits: PixelLimits;
  readonly memoryBytes: number;
  /** The families that texts can be set in; their files are in fontconfig's configuration. */
  readonly fonts: readonly Named[];
  readonly detector?: DetectorSetup;
}

/** The last thing a worker writes to stderr that has used too much memory. */
export const memoryNotice = "too much memory\n";

const headBytes = 5;

/** A message's first bytes; the payload follows. */
export function head(kind: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes);
  bytes.writeUInt32LE(length);
  bytes.writeUInt8(kind, 4);
  return bytes;
}

/** A whole message with a JSON payload. */
export function jsonMessage(kind: number, value: Task | Answer | null): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  return Buffer.concat([head(kind, payload.length), payload]);
}

/** Puts chunks together to messages, however they were cut. */
export function messageReader(onMessage: (kind: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  let needed = headBytes;
  return (chunk) => {
    parts.push(chunk);
    held += chunk.length;
    if (held < needed) return; // so that a long message is joined once, not at every chunk
    let rest = Buffer.concat(parts, held);
    for (needed = lengthOf(rest); rest.length >= needed; needed = lengthOf(rest)) {
      onMessage(rest.readUInt8(4), rest.subarray(headBytes, needed));
      rest = rest.subarray(needed);
    }
    parts = [rest];
    held = rest.length;
  };
}

function lengthOf(rest: Buffer): number {
  return rest.length < headBytes ? headBytes : headBytes + rest.readUInt32LE(0);
}
