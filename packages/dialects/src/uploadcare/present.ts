/** Results in Uploadcare's JSON, and the headers of its answers. Keys stand in the order its service sends them. */
import {
  IntaglioError,
  type Answer,
  type Delivery,
  type FileRecord,
  type PictureFacts,
  type Route,
  type UploadedFile,
} from "@intaglio/contract";
import { toJson } from "./manage/endpoint.ts";
import { presentImage } from "./manage/file-info.ts";
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
  return toJson(`{${body.join(",")}}`); // by hand: a field may be named `__proto__`, or `1`, which would move to the front
}

/**
 * The answer to `-/json/`, `-/jsonp/` or `-/main_colors/`: the size is after the steps. What was not worked out is null.
 * Throws `FILE_NOT_IMAGE`.
 */
export function presentInfo(file: FileRecord, facts: PictureFacts, delivery: Delivery): Answer {
  if (!file.image) throw new IntaglioError("FILE_NOT_IMAGE");
  const { colors, callback } = delivery.facts ?? {};
  if (colors !== undefined) return toJson(JSON.stringify(presentColors(file.id, file.image, facts, delivery)));
  const body = JSON.stringify(presentFacts(file.id, file.image, facts));
  if (callback === undefined) return toJson(body);
  return toJson(`${callback}(${JSON.stringify(file.id)}, ${body});`, 200, "text/javascript; charset=utf-8");
}

function presentFacts(id: string, image: NonNullable<FileRecord["image"]>, facts: PictureFacts) {
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
function presentColors(
  id: string,
  image: NonNullable<FileRecord["image"]>,
  facts: PictureFacts,
  { answer, plan, ...delivery }: Delivery,
) {
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

/**
 * Headers of every answer of a route. Any site may read what is public anyway; no cookie is a credential here, so
 * `Access-Control-Allow-Credentials`, which Uploadcare sends beside `*`, is left out: browsers ignore the pair.
 */
export function toHeaders({ recipe, methods }: Route, preflight: boolean): Readonly<Record<string, string>> {
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": recipe === "part" ? "Warning, Retry-After, ETag" : "Warning, Retry-After",
    ...((recipe === "deliver" || recipe === "group") && { "X-Robots-Tag": "noindex, nofollow, nosnippet, noarchive" }),
    ...(preflight && {
      "Access-Control-Allow-Methods": [...methods, "OPTIONS"].join(", "),
      "Access-Control-Allow-Headers": "DNT, X-UC-User-Agent, X-PINGOTHER, Authorization, Content-Type",
      "Access-Control-Max-Age": "3600",
    }),
  };
}
