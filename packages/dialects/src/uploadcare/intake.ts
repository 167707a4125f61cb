/** An upload request, understood: who asks, with what right, and what is wished beside the files. */
import {
  IntaglioError,
  type RequestFacts,
  type UploadAdmission,
  type UploadIntent,
  type UploadLimits,
  type UploadPermit,
  type UploadTicket,
} from "@intaglio/contract";
import { checkNoNull, checkPublicKey, readFields, readOnce, type RequestFields } from "./intake/fields.ts";
import { readMetadata, readStore, readTags } from "./intake/labels.ts";
import { checkSignature, toSignatureKey } from "./intake/signature.ts";
import { checkToken, makeToken, maxTokenSeconds, readBearer, toTokenKey } from "./intake/token.ts";
import type { UploadcareSettings } from "./options.ts";

/** Reads upload requests and makes tickets. */
export interface Intake {
  /** With `signed`, valid credentials are demanded; else they are ignored, as Uploadcare does. `now` is in Unix seconds. */
  intake(request: RequestFacts, now: number, signed: boolean): UploadAdmission;
  /** A ticket for one upload of one file. `expiresAt` is in Unix seconds, at most a day ahead. Throws `OPTIONS_INVALID`. */
  ticket(limits: UploadLimits, now: number, expiresAt: number): UploadTicket;
}

/** An intake for a project; keys are prepared once. */
export function createIntake({ publicKey, secretKeys }: UploadcareSettings): Intake {
  const signatureKeys = secretKeys.map(toSignatureKey);
  const tokenKeys = secretKeys.map(toTokenKey);
  const admit = (fields: RequestFields, request: RequestFacts, now: number): UploadPermit => {
    // Where both are there, Uploadcare checks the signature and ignores the header.
    const token = readOnce(fields, "signature") === undefined ? readBearer(request.header("authorization")) : undefined;
    if (token !== undefined) return checkToken(tokenKeys, token, request.target.path, now);
    checkSignature(signatureKeys, fields, now);
    return { limits: {} };
  };
  return {
    intake: (request, now, signed) => {
      const fields = readFields(request);
      checkPublicKey(fields, publicKey);
      checkNoNull(fields);
      const permit = signed ? admit(fields, request, now) : { limits: {} };
      return { intent: readIntent(fields), permit };
    },
    ticket: (limits, now, expiresAt) => {
      const [key] = tokenKeys;
      const seconds = Math.floor(expiresAt) - Math.floor(now);
      if (!key || !(seconds > 0 && seconds <= maxTokenSeconds))
        throw new IntaglioError("OPTIONS_INVALID", "a ticket must end within 24 hours from now");
      return {
        url: "/base/",
        headers: { Authorization: `Bearer ${makeToken(key, limits, now, expiresAt)}` },
        fields: { UPLOADCARE_PUB_KEY: publicKey },
        expiresAt: Math.floor(expiresAt),
      };
    },
  };
}

function readIntent(fields: RequestFields): UploadIntent {
  // `access` has no word in this protocol: the server's policy decides.
  return { store: readStore(fields), metadata: readMetadata(fields), tags: readTags(fields), access: null };
}
