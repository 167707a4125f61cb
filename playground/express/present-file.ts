/** A stored file as the page knows it. */
import type { FileRecord, Intaglio } from "intaglio";

/** What the gallery shows. Every address is signed, and good for one hour at least. */
export interface PresentedFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly uploadedAt: number;
  /** Pixels; null when the file is not a picture. */
  readonly width: number | null;
  readonly height: number | null;
  /** A square of 320 pixels and one of 640; null when the file is not a picture. */
  readonly thumb: string | null;
  readonly thumbLarge: string | null;
  readonly original: string;
}

type Media = Pick<Intaglio, "url">;

/** The file with signed addresses of its thumbnails and of its original. */
export function presentFile(media: Media, file: FileRecord): PresentedFile {
  const { id, name, type, bytes, uploadedAt, image } = file;
  const signed = { expiresIn: secondsToNextHourButOne(Date.now()) };
  return {
    id,
    name,
    type,
    bytes,
    uploadedAt,
    width: image?.width ?? null,
    height: image?.height ?? null,
    thumb: image && media.url(id, "thumb", signed),
    thumbLarge: image && media.url(id, "thumbLarge", signed),
    original: media.url(id, [], signed),
  };
}

/** Every signature made within one hour ends at the same second: equal URLs, which a browser's cache can answer. */
function secondsToNextHourButOne(now: number): number {
  const seconds = Math.floor(now / 1000);
  return 7200 - (seconds % 3600);
}
