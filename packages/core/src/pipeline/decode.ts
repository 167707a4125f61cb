/** How bytes from strangers are opened. Runs in a worker; inline mode is the exception. */
import { IntaglioError, type ImageFormat } from "@intaglio/contract";
import sharp, { type Metadata, type Sharp, type SharpOptions } from "sharp";
import type { PixelLimits } from "./limits.ts";

/** Sets sharp up for a process that does nothing else: one thread a picture, no cache, six decoders. */
export function hardenDecoder(): void {
  quietDecoder();
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif", "Tiff"].map((name) => `VipsForeignLoad${name}Buffer`),
  });
}

/** The part of {@link hardenDecoder} that harms no other user of sharp in the same process. */
export function quietDecoder(): void {
  sharp.concurrency(1); // jobs run side by side; more threads for one gain nothing
  sharp.cache(false); // every picture is new
}

const signatures: Readonly<Record<ImageFormat, RegExp>> = {
  jpeg: /^\xff\xd8\xff/,
  png: /^\x89PNG\r\n\x1a\n/,
  webp: /^RIFF[^]{4}WEBP/,
  gif: /^GIF8[79]a/,
  avif: /^[^]{4}ftyp(?:avif|avis|mif1|msf1)/,
  tiff: /^(?:II[*+]\0|MM\0[*+])/,
};

/** True when the first bytes are this format's: no other decoder than its own shall ever see them. */
function looksLike(bytes: Uint8Array, format: ImageFormat): boolean {
  return signatures[format].test(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.length)).toString("latin1"),
  );
}

/** What the decoder says of the header, whatever the size; undefined when it is no readable picture of this format. Pages of a document may differ. */
export async function readHeader(bytes: Uint8Array, format: ImageFormat, page = 0): Promise<Metadata | undefined> {
  if (!looksLike(bytes, format)) return undefined;
  try {
    // Without the limit: how large a picture claims to be is a fact to report, and no pixel is read for it.
    const options: SharpOptions = { limitInputPixels: false, failOn: "error", ...(page === 0 ? {} : { page }) };
    const header = await sharp(bytes, options).metadata();
    return formatOf(header) === format ? header : undefined;
  } catch {
    return undefined;
  }
}

function formatOf({ format, compression }: Metadata): string {
  return format === "heif" && compression === "av1" ? "avif" : format;
}

/** Opens a picture for painting: the first frame, or some frames from `page` on as one tall picture. */
export function decode(
  bytes: Uint8Array,
  limits: PixelLimits,
  frames: { page: number; pages: number } = { page: 0, pages: 1 },
): Sharp {
  const options: SharpOptions = {
    failOn: "error", // a cut-off file fails; libjpeg's and libpng's mere warnings do not
    limitInputPixels: Math.max(limits.inputPixels, limits.animationPixels),
    ...(frames.page === 0 && frames.pages === 1 ? {} : frames),
  };
  return sharp(bytes, options);
}

/** Opens bytes that a pass of ours has just written. */
export function openOwn(bytes: Buffer): Sharp {
  return sharp(bytes, { limitInputPixels: false });
}

/** What a failure while reading a stranger's bytes means. */
export function unreadable(cause: unknown): IntaglioError {
  if (cause instanceof IntaglioError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  // Our own arithmetic, not the file, is at fault.
  if (/extract_area|Expected |composite/.test(message)) return new IntaglioError("INTERNAL", message, { cause });
  return new IntaglioError("IMAGE_UNREADABLE", message.split("\n").slice(0, 3).join("; "), { cause });
}
