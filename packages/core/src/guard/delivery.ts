/** Who may have what: the delivery policy. It runs before anything is looked up. */
import {
  IntaglioError,
  writeRecipe,
  type Delivery,
  type DeliveryPolicy,
  type FileRecord,
  type Grant,
  type Source,
} from "@intaglio/contract";
import type { Preset } from "../engine.ts";

/**
 * How a request stands. `granted`: a token covers it. `open`: the policy lets anybody have it, unless the file is
 * `signed`. `closed`: only a file that is itself `public` may go out.
 */
export type Standing = "granted" | "open" | "closed";

/** Judges a request by its token and the policy alone. */
export function judgeDelivery(
  policy: DeliveryPolicy,
  presets: ReadonlyMap<string, Preset>,
  delivery: Delivery,
  grant: Grant | undefined,
): Standing {
  if (grant) return "granted";
  if (policy === "open") return "open";
  if (policy === "presets" && presetOf(presets, delivery)) return "open";
  return "closed";
}

/** The same for a group as a whole, which is no preset. Throws `SIGNATURE_REQUIRED` before it is known whether there is such a group. */
export function judgeGroup(policy: DeliveryPolicy, grant: Grant | undefined): Standing {
  if (grant) return "granted";
  if (policy !== "open") throw new IntaglioError("SIGNATURE_REQUIRED");
  return "open";
}

/** The same for another picture that the address names, as a layer or to fill in: a token need not cover it. */
export function judgeOther(
  policy: DeliveryPolicy,
  presets: ReadonlyMap<string, Preset>,
  delivery: Delivery,
  grant: Grant | undefined,
  other: Source,
): Standing {
  return judgeDelivery(policy, presets, delivery, grant?.covers?.(other) === false ? undefined : grant);
}

/**
 * Lets the file pass or throws. A private file and a missing one get the same answer, so ids cannot be tried out:
 * `SIGNATURE_REQUIRED` where nothing goes out unsigned, else `FILE_NOT_FOUND`.
 */
export function admitFile(standing: Standing, file: FileRecord | undefined): FileRecord {
  if (standing === "closed" && file?.access !== "public") throw new IntaglioError("SIGNATURE_REQUIRED");
  if (file === undefined || (standing === "open" && file.access === "signed"))
    throw new IntaglioError("FILE_NOT_FOUND");
  return file;
}

/** True for a temporary file whose time is over: it is gone for everybody, though the sweep has not come by yet. */
export function isOver({ expiresAt }: Pick<FileRecord, "expiresAt">, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/**
 * The preset that a delivery is, if it is just that. One that asks about its file first is none: whether it turned out to
 * be a preset would tell what nobody may know of the file.
 */
export function presetOf(presets: ReadonlyMap<string, Preset>, delivery: Delivery): Preset | undefined {
  if (delivery.forFile) return undefined;
  if (delivery.answer !== "image" || delivery.disposition !== undefined) return undefined;
  const recipe = writeRecipe(delivery.plan);
  for (const preset of presets.values()) if (preset.recipe === recipe) return preset;
  return undefined;
}
