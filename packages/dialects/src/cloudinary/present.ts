/** Results in Cloudinary's JSON, and the headers of its answers. */
import { IntaglioError, type Answer, type FileRecord, type PictureFacts, type Route } from "@intaglio/contract";

/** No upload ends here yet. Throws `OPERATION_UNSUPPORTED`. */
export function presentUpload(): Answer {
  throw new IntaglioError("OPERATION_UNSUPPORTED", "Cloudinary's Upload API is not spoken yet");
}

/** No command is carried out here yet. Throws `OPERATION_UNSUPPORTED`. */
export function present(): Answer {
  throw new IntaglioError("OPERATION_UNSUPPORTED", "Cloudinary's Admin API is not spoken yet");
}

/** The answer to `fl_getinfo`: the picture as it came, and after the steps. Throws `FILE_NOT_IMAGE`. */
export function presentInfo({ bytes, image }: FileRecord, { width, height }: PictureFacts): Answer {
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  const body = {
    input: { width: image.width, height: image.height, bytes, format: image.format === "jpeg" ? "jpg" : image.format },
    output: { width, height },
  };
  const headers = {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
  return { status: 200, headers, body: JSON.stringify(body) };
}

/** Headers of every answer of a route. Any site may read what is public anyway; no cookie is a credential here. */
export function toHeaders({ methods }: Route, preflight: boolean): Readonly<Record<string, string>> {
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-Cld-Error, Content-Length, ETag, Retry-After",
    "Timing-Allow-Origin": "*",
    ...(preflight && {
      "Access-Control-Allow-Methods": [...methods, "OPTIONS"].join(", "),
      "Access-Control-Allow-Headers": "Content-Type, Range",
      "Access-Control-Max-Age": "3600",
    }),
  };
}
