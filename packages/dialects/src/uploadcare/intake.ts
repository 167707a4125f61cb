/** An upload request, understood: who asks, with what right, and what is wished beside the files. */
import type { KeyObject } from "node:crypto";
import {
  IntaglioError,
  type Project,
  type ProjectKeys,
  type RequestFacts,
  type UploadAdmission,
  type UploadIntent,
  type UploadLimits,
  type UploadPermit,
  type UploadTicket,
} from "@intaglio/contract";
import { checkNoNull, readFields, readOnce, type RequestFields } from "./intake/fields.ts";
import { readMetadata, readStore, readTags } from "./intake/labels.ts";
import { checkSignature, toSignatureKey } from "./intake/signature.ts";
import { checkToken, makeToken, maxTokenSeconds, readBearer, toTokenKey } from "./intake/token.ts";
import { uploadPath } from "./intake/upload-path.ts";

/** A project's secret keys as the two schemes use them. */
interface UploadKeys {
  readonly signature: readonly KeyObject[];
  readonly token: readonly KeyObject[];
}

/** Keys are prepared once. */
const prepared = new WeakMap<ProjectKeys, UploadKeys>();

function keysOf(project: ProjectKeys): UploadKeys {
  const known = prepared.get(project);
  if (known) return known;
  const { secretKeys } = project;
  const keys = { signature: secretKeys.map(toSignatureKey), token: secretKeys.map(toTokenKey) };
  prepared.set(project, keys);
  return keys;
}

/**
 * What the request's credentials allow; where the project's uploads are not signed they are ignored, as Uploadcare does.
 * `now` is in Unix seconds. Throws `UPLOAD_*`, `SIGNATURE_*`, `TOKEN_*` or `CREDENTIALS_AMBIGUOUS`.
 */
export function readPermit(request: RequestFacts, now: number, project: Project): UploadPermit {
  if (project.uploads === "open") return { limits: {} };
  const fields = readFields(request);
  const keys = keysOf(project);
  // Where both are there, Uploadcare checks the signature and ignores the header.
  const token = readOnce(fields, "signature") === undefined ? readBearer(request.header("authorization")) : undefined;
  if (token !== undefined) return checkToken(keys.token, token, request.target.path, now);
  checkSignature(keys.signature, fields, now);
  return { limits: {} };
}

/** An upload's wishes and what its credentials allow. Throws what is wrong with either. */
export function readUpload(request: RequestFacts, now: number, project: Project): UploadAdmission {
  const fields = readFields(request);
  checkNoNull(fields);
  return { permit: readPermit(request, now, project), intent: readIntent(fields) };
}

/** A ticket for one upload of one file. `expiresAt` is in Unix seconds, at most a day ahead. Throws `OPTIONS_INVALID`. */
export function makeTicket(limits: UploadLimits, now: number, expiresAt: number, project: ProjectKeys): UploadTicket {
  const [key] = keysOf(project).token;
  const seconds = Math.floor(expiresAt) - Math.floor(now);
  if (!key || !(seconds > 0 && seconds <= maxTokenSeconds))
    throw new IntaglioError("OPTIONS_INVALID", "a ticket must end within 24 hours from now");
  return {
    url: uploadPath,
    headers: { Authorization: `Bearer ${makeToken(key, limits, now, expiresAt)}` },
    fields: { UPLOADCARE_PUB_KEY: project.key },
    expiresAt: Math.floor(expiresAt),
  };
}

/** What an upload wishes for its files; `storeName` is the parameter that says whether to keep them. Throws `FIELD_INVALID`, `METADATA_INVALID` or `TAGS_INVALID`. */
export function readIntent(fields: RequestFields, storeName = "UPLOADCARE_STORE"): UploadIntent {
  // `access` has no word in this protocol: the server's policy decides.
  return { store: readStore(fields, storeName), metadata: readMetadata(fields), tags: readTags(fields), access: null };
}
