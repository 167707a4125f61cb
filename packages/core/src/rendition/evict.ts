/** Keeps renditions within their limit of bytes: the least recently used go first. */
import type { BlobStore, RenditionEntry, RenditionLedger } from "@intaglio/contract";

/** Eviction goes on until this share of the limit is left, so that it need not run at every write. */
const keepShare = 0.9;
const batch = 100;

/** Makes room when the ledger's total is over the limit. */
export async function evict(ledger: RenditionLedger, blobs: BlobStore, maxBytes: number): Promise<void> {
  let total = await ledger.totalBytes();
  if (total <= maxBytes) return;
  while (total > maxBytes * keepShare) {
    const oldest = await ledger.leastRecent(batch);
    if (oldest.length === 0) return;
    const going: RenditionEntry[] = [];
    for (const entry of oldest) {
      if (total <= maxBytes * keepShare) break;
      going.push(entry);
      total -= entry.bytes;
    }
    await ledger.forget(going.map(({ key }) => key)); // first: bytes without a row are swept, a row without bytes is a failed read
    for (const { key } of going) await blobs.remove(key);
  }
}
