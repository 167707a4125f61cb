/** All that an `<img>` needs to show a stored picture sharply on every screen, without a jump of the page, its addresses signed. */
import { format, resize, scaleCrop, type FileRecord, type PlanPart } from "@intaglio/contract";
import { makePlaceholder } from "./placeholder.ts";

/** The parts of a server that are used. */
export interface PictureSource {
  fetch(request: Request): Promise<Response>;
  url(fileId: string, plan: readonly PlanPart[], options: { readonly expiresAt: number }): string;
  readonly files: { find(id: string): Promise<FileRecord | undefined> };
}

/** How a picture is shown. */
export interface PictureOptions {
  /** Its place's greatest width, CSS pixels. Default: the picture's own. */
  readonly width?: number;
  /** With `width`: the picture fills such a box, and what is too much is cut off. Default: by the picture's proportions. */
  readonly height?: number;
  /** The place's width as the attribute `sizes` has it. Default: `width`, or the window's where that is narrower. */
  readonly sizes?: string;
  /** What is done after it was sized, nothing that changes the size. Default: nothing. */
  readonly plan?: readonly PlanPart[];
  /** `blur`: a few pixels of it, inside the page, stand there until it comes. `none`: nothing does. Default: `blur`. */
  readonly placeholder?: "blur" | "none";
  /**
   * Seconds the addresses are good for at least, 60 to 31,536,000; at most they are twice as long: they stay the same so
   * long, so that browsers can keep what they got. Default: 86,400, a day.
   */
  readonly expiresIn?: number;
}

/** Attributes of an `<img>`. */
export interface SignedPicture {
  readonly src: string;
  readonly srcSet: string;
  readonly sizes: string;
  readonly width: number;
  readonly height: number;
  /** A `data:` address; absent without one. */
  readonly placeholder?: string;
}

const daySeconds = 86_400;
const yearSeconds = 31_536_000;
/** Widths that screens and their halves have, device pixels. */
const commonWidths = [160, 320, 480, 640, 828, 1080, 1280, 1600, 1920, 2560, 3840];

/** The attributes; undefined where there is no such picture. Throws `RangeError` for a bad option, and what a plan throws. */
export async function signPicture(
  media: PictureSource,
  fileId: string,
  options: PictureOptions = {},
): Promise<SignedPicture | undefined> {
  const image = (await media.files.find(fileId))?.image;
  if (!image) return undefined;
  const { width = image.width, plan = [], placeholder = "blur", expiresIn = daySeconds } = options;
  const height = options.height ?? Math.max(1, Math.round((width * image.height) / image.width));
  checkWhole("width", width, 1, 16_384);
  checkWhole("height", height, 1, 16_384);
  checkWhole("expiresIn", expiresIn, 60, yearSeconds);
  const lasting = { expiresAt: endOfNextTurn(expiresIn) };
  const addressOf = (across: number): string => {
    const down = Math.max(1, Math.round((across * height) / width));
    const sized = options.height === undefined ? resize({ width: across }) : scaleCrop(across, down);
    return media.url(fileId, [sized, ...plan, format("auto")], lasting);
  };
  const widths = widthsUpTo(Math.min(width * 2, Math.max(width, image.width)), width);
  const blurred =
    placeholder === "blur" && !image.hasAlpha && (await makePlaceholder(media, addressOf(16), { width, height }));
  return {
    src: addressOf(width),
    srcSet: widths.map((across) => `${addressOf(across)} ${across}w`).join(", "),
    sizes: options.sizes ?? `(max-width: ${width}px) 100vw, ${width}px`,
    width,
    height,
    ...(blurred && { placeholder: blurred }),
  };
}

function widthsUpTo(most: number, width: number): number[] {
  const all = new Set([...commonWidths.filter((common) => common < most), width, most]);
  return [...all].toSorted((one, other) => one - other);
}

/** Time is cut into turns of so many seconds: who asks within one turn gets the end of the next, and so the same address. */
function endOfNextTurn(seconds: number): number {
  return (Math.floor(Date.now() / 1000 / seconds) + 2) * seconds;
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${String(value)}`);
}
