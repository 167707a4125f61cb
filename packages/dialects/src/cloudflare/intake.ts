/** Cloudflare's uploads are not spoken yet. */
import { IntaglioError, type UploadAdmission, type UploadTicket } from "@intaglio/contract";

/** The gap, stated. Both throw `OPERATION_UNSUPPORTED`. */
export interface Intake {
  /** Never called: no route leads to an upload. */
  intake(): UploadAdmission;
  /** There is no ticket to give. */
  ticket(): UploadTicket;
}

function refuse(): never {
  const hint = "Cloudflare's uploads are not spoken yet: upload through another dialect of the same server";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** An intake that takes nothing in. */
export const intake: Intake = { intake: refuse, ticket: refuse };
