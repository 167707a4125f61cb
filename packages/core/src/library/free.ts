/** Chunks that nobody needs any more. */

/**
 * Gives a chunk's memory back at once. Left to the garbage collector, a gibibyte of chunks costs forty full collections,
 * half of an upload's processor time. Only where the chunk is all of its buffer: a slice's neighbours may be in use.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength) buffer.transfer(0);
}
