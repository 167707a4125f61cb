/** From what a plan allows and a client says to one way of writing the picture. */
import {
  checkEncode,
  outputFormats,
  type Encode,
  type ImageFacts,
  type OutputFormat,
  type Size,
} from "@intaglio/contract";
import { savesData, savingHeaders, type Lookup } from "./hints.ts";

/** Above this many pixels AVIF is not chosen by itself: it takes too long for a first answer. */
const avifPixels = 2_000_000;
/** A longer Accept header is read as "anything": no browser sends one. */
const maxAcceptLength = 500;
const modern = ["avif", "webp"] as const;
const holdsAlpha: readonly OutputFormat[] = ["avif", "webp", "png", "gif"];
const holdsFrames: readonly OutputFormat[] = ["webp", "gif"];

const levels = ["lightest", "lighter", "normal", "better", "best"] as const;

/** The picture that is asked for. */
export interface Wanted {
  /** The source's facts. */
  readonly image: ImageFacts;
  /** The source's size in bytes. */
  readonly bytes: number;
  /** After the plan's steps. */
  readonly size: Size;
  /** How many frames the result has if its format can hold frames. */
  readonly frames: number;
}

/** What of a request can decide how a picture is written. */
export interface Client {
  readonly accept: string | null;
  /** It asks to save data, or its line is slow. False also where the plan does not mind. */
  readonly saves: boolean;
}

/** Nobody in particular. */
export const anybody: Client = { accept: null, saves: false };

/** The way a picture is written for one client, and the request headers that would have changed it. */
export interface Settled {
  readonly encode: Encode & { readonly format: OutputFormat };
  readonly vary: readonly string[];
}

/** The same output settings, but the next lower named quality for who saves data, where they do not say which. */
export function lowerForSavers(encode: Encode): Encode {
  const at = levels.findIndex((name) => name === (encode.quality === "smart" ? "normal" : encode.quality));
  const lower = levels[at - 1];
  return encode.savingQuality !== undefined || lower === undefined ? encode : { ...encode, savingQuality: lower };
}

/** What counts of a request for plans with these output settings. */
export function readClient(encode: Encode, header: Lookup): Client {
  return { accept: header("accept"), saves: mindsSaving(encode) && savesData(header) };
}

/** Decides the format and the quality. Settings that have done their work by then are left behind, so that equal pictures have equal names. */
export function negotiate(encode: Encode, wanted: Wanted, client: Client): Settled {
  const { savingQuality, ...rest } = encode;
  const quality = client.saves && savingQuality !== undefined ? savingQuality : encode.quality;
  const format = formatFor(encode, wanted, readAccept(client.accept));
  const vary = [...(mindsAccept(encode, wanted) ? ["Accept"] : []), ...(mindsSaving(encode) ? savingHeaders : [])];
  return { encode: meaningful({ ...rest, quality }, format, wanted), vary };
}

const plain = checkEncode({});

/** Settings that cannot show in this format go back to their defaults: dialects differ in them, the picture does not. */
function meaningful(
  encode: Omit<Encode, "savingQuality">,
  format: OutputFormat,
  { image, frames }: Wanted,
): Settled["encode"] {
  const moves = frames > 1 && holdsFrames.includes(format);
  const { loop, frameMs, colors, chroma, progressive, background, ...rest } = encode;
  const interlaces = format === "jpeg" || format === "png";
  return {
    ...rest,
    format,
    allowed: outputFormats,
    animated: rest.animated || image.pages === 1,
    progressive: interlaces && progressive,
    background: holdsAlpha.includes(format) ? plain.background : background,
    ...(moves && loop !== undefined ? { loop } : {}),
    ...(moves && frameMs !== undefined ? { frameMs } : {}),
    ...(colors !== undefined && (format === "png" || format === "gif") ? { colors } : {}),
    ...(chroma !== undefined && (format === "jpeg" || format === "webp") ? { chroma } : {}),
  };
}

function mindsSaving({ quality, savingQuality }: Encode): boolean {
  return savingQuality !== undefined && savingQuality !== quality;
}

/** True when some Accept header would give another format: `auto` alone does not say so. */
function mindsAccept(encode: Encode, wanted: Wanted): boolean {
  if (encode.format !== "auto") return false;
  const takes = [[], ["avif"], ["webp"], ["avif", "webp"]].map(
    (names) => new Set(names.map((name) => `image/${name}`)),
  );
  return new Set(takes.map((types) => formatFor(encode, wanted, types))).size > 1;
}

function formatFor(encode: Encode, wanted: Wanted, takes: ReadonlySet<string>): OutputFormat {
  if (encode.format === "auto") return chooseAccepted(encode, wanted, takes);
  if (encode.format === "same") return nearest(encode.allowed, wanted, true);
  return encode.format;
}

function chooseAccepted(encode: Encode, wanted: Wanted, takes: ReadonlySet<string>): OutputFormat {
  const { size, frames } = wanted;
  const isModern = (format: OutputFormat): boolean => modern.some((name) => name === format);
  const best = encode.allowed.find((format) => {
    if (!isModern(format) || !takes.has(`image/${format}`)) return false;
    if (frames > 1) return holdsFrames.includes(format);
    return format !== "avif" || size.width * size.height <= avifPixels;
  });
  const others = encode.allowed.filter((format) => !isModern(format));
  return best ?? nearest(others.length > 0 ? others : encode.allowed, wanted, false);
}

/** The allowed format that loses least: frames first, then the source's own where that is wanted, then transparency and sharp edges. */
function nearest(allowed: readonly OutputFormat[], wanted: Wanted, sameIfPossible: boolean): OutputFormat {
  const { image, frames } = wanted;
  const pick = (...formats: OutputFormat[]): OutputFormat | undefined =>
    formats.find((format) => allowed.includes(format));
  const own = image.format === "tiff" ? undefined : image.format;
  const found =
    (frames > 1 ? pick(...(own && holdsFrames.includes(own) ? [own] : []), "gif", "webp") : undefined) ??
    (own && sameIfPossible ? pick(own) : undefined) ??
    (image.hasAlpha || isDrawing(wanted) ? pick("png", ...holdsAlpha) : pick("jpeg"));
  return found ?? allowed[0] ?? "jpeg";
}

/** Bytes a PNG spends on one channel of one pixel, above which it holds a photograph. Measured: photographs 0.5 to 1, drawings and screenshots below 0.1. */
const photoBytes = 0.25;
const channels: Readonly<Record<string, number>> = { L: 1, LA: 2, RGB: 3, RGBA: 4 };

/** True for what JPEG would smear: palettes, and PNGs that pack well, as flat colours do and photographs do not. */
function isDrawing({ image, bytes }: Wanted): boolean {
  if (image.colorMode === "P" || image.format === "gif") return true;
  const samples = image.width * image.height * (channels[image.colorMode] ?? 3);
  return image.format === "png" && bytes / samples < photoBytes;
}

/** The media types an Accept header names outright and does not refuse by `q=0`. Wildcards promise nothing about new formats. */
function readAccept(accept: string | null): ReadonlySet<string> {
  const types = new Set<string>();
  if (accept === null || accept.length > maxAcceptLength) return types;
  for (const entry of accept.toLowerCase().split(",")) {
    const [type = "", ...parameters] = entry.split(";").map((part) => part.trim());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) types.add(type);
  }
  return types;
}
