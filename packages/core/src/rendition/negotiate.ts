/** From what a plan allows and a client takes to one output format. */
import type { Encode, ImageFacts, OutputFormat, Size } from "@intaglio/contract";

/** Above this many pixels AVIF is not chosen by itself: it takes too long for a first answer. */
const avifPixels = 2_000_000;
/** A longer Accept header is read as "anything": no browser sends one. */
const maxAcceptLength = 500;
const holdsAlpha: readonly OutputFormat[] = ["avif", "webp", "png", "gif"];
const holdsFrames: readonly OutputFormat[] = ["webp", "gif"];

/** True when the result depends on the Accept header, so that caches must be told. */
export function isNegotiated(encode: Encode): boolean {
  return encode.format === "auto";
}

/** The format of the rendition. `size` is the picture's after the plan's steps. */
export function negotiate(encode: Encode, image: ImageFacts, size: Size, accept: string | null): OutputFormat {
  if (encode.format === "auto") return chooseAccepted(encode, image, size, accept);
  if (encode.format === "same") return nearest(encode.allowed, image);
  return encode.format;
}

function chooseAccepted(encode: Encode, image: ImageFacts, size: Size, accept: string | null): OutputFormat {
  const takes = readAccept(accept);
  const animated = encode.animated && image.pages > 1;
  const modern = encode.allowed.filter((format) => {
    if ((format !== "avif" && format !== "webp") || !takes.has(`image/${format}`)) return false;
    if (animated) return holdsFrames.includes(format);
    return format !== "avif" || size.width * size.height <= avifPixels;
  });
  return (
    modern[0] ??
    nearest(
      encode.allowed.filter((format) => format !== "avif" && format !== "webp"),
      image,
      animated,
    )
  );
}

/** The allowed format that loses least: frames first, then transparency, then the source's own. */
function nearest(allowed: readonly OutputFormat[], image: ImageFacts, animated = image.pages > 1): OutputFormat {
  const pick = (...wanted: OutputFormat[]): OutputFormat | undefined =>
    wanted.find((format) => allowed.includes(format));
  const own = image.format === "tiff" ? undefined : image.format;
  const found =
    (animated ? pick(...(own && holdsFrames.includes(own) ? [own] : []), "gif", "webp") : undefined) ??
    (own && own !== "gif" ? pick(own) : undefined) ??
    (image.hasAlpha || image.format === "gif" || isDrawing(image) ? pick("png", ...holdsAlpha) : pick("jpeg"));
  return found ?? allowed[0] ?? "jpeg";
}

/** PNG and palette pictures are mostly drawings, which JPEG would smear. */
function isDrawing(image: ImageFacts): boolean {
  return image.format === "png" || image.colorMode === "P";
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
