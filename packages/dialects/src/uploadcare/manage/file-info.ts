/** The file-info object of the upload API, and the picture's facts as both APIs tell them. Keys stand in the order the service sends them. */
import type { FileRecord, ImageFacts } from "@intaglio/contract";

/** The file-info object. */
export function presentFileInfo(file: FileRecord) {
  const { id, bytes, name } = file;
  const content = presentContent(file);
  return {
    size: bytes,
    total: bytes,
    done: bytes,
    uuid: id,
    file_id: id,
    original_filename: name,
    filename: sanitizeName(name),
    mime_type: file.statedType,
    is_image: file.image !== null,
    is_stored: file.storedAt !== null,
    is_ready: true, // a file is invisible until it is
    image_info: file.image && presentImage(file.image),
    video_info: null,
    content_info: content,
    metadata: file.metadata,
    tags: file.tags,
  };
}

/** `content_info`: the type that was found in the bytes, and what is known of the picture. */
export function presentContent({ type: found, image }: FileRecord) {
  const [type, subtype] = found.split("/");
  return { mime: { mime: found, type, subtype }, ...(image && { image: presentImage(image) }) };
}

/** `image_info`. */
export function presentImage(image: ImageFacts) {
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
