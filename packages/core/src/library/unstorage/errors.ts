/** A driver's errors in our words. */
import { IntaglioError } from "@intaglio/contract";

/** What `work` gives; whatever a driver throws becomes `STORAGE_FAILED` with the original as its cause. */
export async function onStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IntaglioError) throw error;
    throw new IntaglioError(
      isFull(error) ? "STORAGE_FULL" : "STORAGE_FAILED",
      error instanceof Error ? error.message : String(error),
      { cause: error },
    );
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
