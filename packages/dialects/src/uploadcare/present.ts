/** Results in Uploadcare's JSON, and the headers of its answers. Keys stand in the order its service sends them. */
import {
  IntaglioError,
  type Answer,
  type Delivery,
  type FileRecord,
  type ImageFacts,
  type PictureFacts,
  type Route,
  type UploadedFile,
} from "@intaglio/contract";
import { format as formatDelivery } from "./format.ts";

/**
 * The answer to an upload: each form field with its file's id. Uploadcare does not say what two files under one name
 * get; here that name gets the list, so that no file is lost.
 */
export function presentUpload(files: readonly UploadedFile[]): Answer {
  const ids = new Map<string, string[]>();
  for (const { field, file } of files) ids.set(field, [...(ids.get(field) ?? []), file.id]);
  const body = [...ids].map(
    ([field, list]) => `${JSON.stringify(field)}:${JSON.stringify(list.length === 1 ? list[0] : list)}`,
  );
  return toAnswer(`{${body.join(",")}}`); // by hand: a field may be named `__proto__`, or `1`, which would move to the front
}

/** The file-info object. */
export function presentFile(file: FileRecord): Answer {
  const { id, bytes, name, image } = file;
  const imageInfo = image && presentImage(image);
  const [type, subtype] = file.type.split("/");
  return toAnswer(
    JSON.stringify({
      size: bytes,
      total: bytes,
      done: bytes,
      uuid: id,
      file_id: id,
      original_filename: name,
      filename: sanitizeName(name),
      mime_type: file.statedType,
      is_image: image !== null,
      is_stored: file.storedAt !== null,
      is_ready: true, // a file is invisible until it is
      image_info: imageInfo,
      video_info: null,
      content_info: { mime: { mime: file.type, type, subtype }, ...(imageInfo && { image: imageInfo }) },
      metadata: file.metadata,
      tags: file.tags,
    }),
  );
}

/**
 * The answer to `-/json/`, `-/jsonp/` or `-/main_colors/`: the size is after the steps. What was not worked out is null.
 * Throws `FILE_NOT_IMAGE`.
 */
export function presentInfo(file: FileRecord, facts: PictureFacts, delivery: Delivery): Answer {
  if (!file.image) throw new IntaglioError("FILE_NOT_IMAGE");
  const { colors, callback } = delivery.facts ?? {};
  if (colors !== undefined) return toAnswer(JSON.stringify(presentColors(file.id, file.image, facts, delivery)));
  const body = JSON.stringify(presentFacts(file.id, file.image, facts));
  if (callback === undefined) return toAnswer(body);
  return toAnswer(`${callback}(${JSON.stringify(file.id)}, ${body});`, "text/javascript; charset=utf-8");
}

function presentFacts(id: string, image: ImageFacts, facts: PictureFacts) {
  const { dpi, format, sequence, color_mode, orientation, geo_location, datetime_original } = presentImage(image);
  return {
    id,
    dpi,
    width: facts.width,
    height: facts.height,
    format,
    sequence,
    color_mode,
    orientation,
    geo_location,
    datetime_original,
    hash: facts.perceptualHash ?? null,
    blurhash: facts.blurHash ?? null,
  };
}

/** The upper `id` is the path with its operations, without a slash before it; documented in words only. */
function presentColors(id: string, image: ImageFacts, facts: PictureFacts, { answer, plan, ...delivery }: Delivery) {
  const { width, height, format, orientation, geo_location, datetime_original } = presentImage(image);
  const asked = formatDelivery({ answer, plan, ...(delivery.facts && { facts: delivery.facts }) });
  return {
    id: asked.slice(1),
    width: facts.width,
    height: facts.height,
    main_colors: facts.colors ?? [],
    original: { id, width, height, format, orientation, geo_location, datetime_original },
  };
}

function presentImage(image: ImageFacts) {
  return {
    format: image.format.toUpperCase(),
    width: image.width,
    height: image.height,
    sequence: image.pages > 1,
    color_mode: image.colorMode,
    orientation: image.orientation === 1 ? null : image.orientation, // most pictures do not say
    geo_location: image.location && { latitude: image.location.latitude, longitude: image.location.longitude },
    datetime_original: image.takenAt,
    dpi: image.dpi,
  };
}

/** Letters, digits and `_` of the stem, and the extension: `logo (1).png` becomes `logo1.png`. */
export function sanitizeName(name: string): string {
  const dot = name.lastIndexOf(".");
  const stem = (dot < 0 ? name : name.slice(0, dot)).replace(/\W/g, "");
  const extension = dot < 0 ? "" : name.slice(dot + 1).replace(/\W/g, "");
  return `${stem || "file"}${extension && "."}${extension}`;
}

function toAnswer(body: string, type = "application/json"): Answer {
  const headers = {
    "Content-Type": type,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
  return { status: 200, headers, body };
}

/**
 * Headers of every answer of a route. Any site may read what is public anyway; no cookie is a credential here, so
 * `Access-Control-Allow-Credentials`, which Uploadcare sends beside `*`, is left out: browsers ignore the pair.
 */
export function toHeaders({ recipe, methods }: Route, preflight: boolean): Readonly<Record<string, string>> {
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Warning, Retry-After",
    ...(recipe === "deliver" && { "X-Robots-Tag": "noindex, nofollow, nosnippet, noarchive" }),
    ...(preflight && {
      "Access-Control-Allow-Methods": [...methods, "OPTIONS"].join(", "),
      "Access-Control-Allow-Headers": "DNT, X-UC-User-Agent, X-PINGOTHER, Authorization, Content-Type",
      "Access-Control-Max-Age": "3600",
    }),
  };
}
