/** What an upload may be: the server's limits and the credential's, whichever are tighter. */
import { IntaglioError, type UploadLimits } from "@intaglio/contract";
import type { EffectiveLimits } from "../engine.ts";
import type { Limits } from "../settings.ts";

/** The server's limits for a file that comes in parts. */
export function limitsInParts(limits: Limits): Limits {
  return { ...limits, uploadBytes: limits.partsBytes };
}

/** Both limits at once. */
function tighten(limits: Limits, permit: UploadLimits): EffectiveLimits {
  return {
    maxBytes: Math.min(limits.uploadBytes, permit.maxBytes ?? limits.uploadBytes),
    types: permit.types ?? ["*"],
  };
}

/** True when a media type is on a list of types such as `image/*`; `*` means all. */
export function matchesType(type: string, list: readonly string[]): boolean {
  return list.some((entry) => {
    if (entry === "*" || entry === "*/*" || entry === type) return true;
    return entry.endsWith("/*") && type.startsWith(entry.slice(0, -1));
  });
}

/** Checks a size. Throws `FILE_EMPTY` or `FILE_TOO_LARGE`. */
export function checkBytes(bytes: number, limits: Limits, permit: UploadLimits): void {
  const { maxBytes } = tighten(limits, permit);
  if (bytes === 0) throw new IntaglioError("FILE_EMPTY");
  if (bytes > maxBytes) throw new IntaglioError("FILE_TOO_LARGE", `${bytes} bytes, at most ${maxBytes}`);
}

/** Checks size and found type. Throws `FILE_EMPTY`, `FILE_TOO_LARGE` or `FILE_TYPE_FORBIDDEN`. */
export function checkUploaded(
  file: { readonly bytes: number; readonly type: string },
  limits: Limits,
  permit: UploadLimits,
): void {
  const { types } = tighten(limits, permit);
  checkBytes(file.bytes, limits, permit);
  if (!matchesType(file.type, limits.uploadTypes) || !matchesType(file.type, types))
    throw new IntaglioError("FILE_TYPE_FORBIDDEN", `the bytes are ${file.type}`, {
      hint: `the file's bytes are ${file.type}`,
    });
}

/** True when a list takes nothing but pictures: then a picture must open and have a sane size to be accepted. */
export function demandsPictures(limits: Limits, permit: UploadLimits): boolean {
  return [limits.uploadTypes, permit.types ?? ["*"]].some((list) => list.every((entry) => entry.startsWith("image/")));
}
