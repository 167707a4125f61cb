/** The answer to `format=json`, and the headers of deliveries. */
import { IntaglioError, type Answer, type FileRecord, type Route, type Size } from "@intaglio/contract";

/** The answer to an upload: there is none yet. Throws `OPERATION_UNSUPPORTED`. */
export function presentUpload(): Answer {
  return refuse("uploads");
}

/** The answer to a command: there is none yet. Throws `OPERATION_UNSUPPORTED`. */
export function present(): Answer {
  return refuse("management");
}

function refuse(what: string): never {
  const hint = `Cloudflare's ${what} is not spoken yet`;
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** The answer to `format=json`: the size after the options, and the source's. Throws `FILE_NOT_IMAGE`. */
export function presentInfo({ image, bytes, type }: FileRecord, { width, height }: Size): Answer {
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  const original = { file_size: bytes, width: image.width, height: image.height, format: type };
  return {
    status: 200,
    headers: { "Content-Type": "application/json", "X-Content-Type-Options": "nosniff" },
    body: JSON.stringify({ width, height, original }),
  };
}

/** Headers of every answer: the service promises none to other sites. */
export function toHeaders({ methods }: Route, preflight: boolean): Readonly<Record<string, string>> {
  return preflight ? { Allow: [...methods, "OPTIONS"].join(", ") } : {};
}
