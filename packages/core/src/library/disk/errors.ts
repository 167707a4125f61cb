/** The operating system's errors in our words. */
import { IntaglioError } from "@intaglio/contract";

const full = new Set(["ENOSPC", "EDQUOT"]);
const absent = new Set(["ENOENT", "ENOTDIR"]);

/** What `work` gives; its failure becomes `STORAGE_FULL` or `STORAGE_FAILED` with the original as its cause. */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error);
  }
}

/** A file system's error as an {@link IntaglioError}. */
export function toStorageError(error: unknown): IntaglioError {
  if (error instanceof IntaglioError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new IntaglioError(full.has(errorCode(error)) ? "STORAGE_FULL" : "STORAGE_FAILED", message, { cause: error });
}

/** Undefined in place of the error that says there is no such file. */
export function ifPresent(error: unknown): undefined {
  if (absent.has(errorCode(error))) return undefined;
  throw error;
}

/** The system's name of an error, such as `ENOENT`, or an empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
