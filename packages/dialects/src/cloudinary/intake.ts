/** Upload requests: Cloudinary's are not spoken yet, and no route leads to them. */
import { IntaglioError, type UploadAdmission, type UploadTicket } from "@intaglio/contract";

function unsupported(): IntaglioError {
  const hint =
    "Cloudinary's Upload API is not spoken yet: upload in another dialect; its files are delivered here by their ids";
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** Throws `OPERATION_UNSUPPORTED`. */
export function readUpload(): UploadAdmission {
  throw unsupported();
}

/** Throws `OPERATION_UNSUPPORTED`. */
export function makeTicket(): UploadTicket {
  throw unsupported();
}
