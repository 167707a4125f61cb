/** A body cut into pieces of one size, each in one block of memory. */
import { freeChunk } from "../free.ts";

/** What a piece starts with: most blobs are smaller than a part. */
const leastRoomBytes = 64 << 10;

/** How a body is cut. */
export interface Cut {
  /** Bytes of all pieces but the last. */
  readonly pieceBytes: number;
  /** The body's chunks may be freed: their bytes are copied. */
  readonly disposable: boolean;
}

/** A piece of a body. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Nothing comes after it. It may be empty. */
  readonly isLast: boolean;
}

/**
 * The same bytes in pieces. Chunks are copied: many tiny ones would hold more memory than they have bytes. Memory is used
 * in turns, so a piece is good until the next but one is asked for.
 */
export async function* piecesOf(
  body: AsyncIterable<Uint8Array>,
  { pieceBytes, disposable }: Cut,
): AsyncGenerator<Piece, void, void> {
  const rooms: [Uint8Array, Uint8Array] = [new Uint8Array(0), new Uint8Array(0)];
  let filled = 0;
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.byteLength;) {
      if (filled === pieceBytes) {
        yield { bytes: rooms[0], isLast: false };
        rooms.reverse();
        filled = 0;
      }
      const part = chunk.subarray(taken, taken + pieceBytes - filled);
      rooms[0] = withRoom(rooms[0], filled, filled + part.byteLength, pieceBytes);
      rooms[0].set(part, filled);
      filled += part.byteLength;
      taken += part.byteLength;
    }
    if (disposable) freeChunk(chunk);
  }
  yield { bytes: rooms[0].subarray(0, filled), isLast: true };
}

/** Twice as large each time it is too small, so that each byte is copied once more at most. */
function withRoom(room: Uint8Array, filled: number, wanted: number, most: number): Uint8Array {
  if (room.byteLength >= wanted) return room;
  const larger = Buffer.allocUnsafeSlow(Math.min(most, Math.max(wanted, 2 * room.byteLength, leastRoomBytes)));
  larger.set(room.subarray(0, filled));
  return larger;
}
