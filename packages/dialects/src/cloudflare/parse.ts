/** From a delivery URL to its meaning. */
import {
  IntaglioError,
  checkPlan,
  maxTargetBytes,
  type Delivery,
  type Hints,
  type Source,
  type Target,
} from "@intaglio/contract";
import { readAddress, type Address, type CloudflareAddressOptions } from "./parse/address.ts";
import { readOptions, readVariant } from "./parse/bag.ts";
import { readQuery } from "./parse/query.ts";
import { readName, readSource } from "./parse/source.ts";
import type { Asked } from "./vocabulary/asked.ts";
import { compile, type Place } from "./vocabulary/compile.ts";

/** The hints that `width=auto` goes by. */
const autoHints: readonly (keyof Hints)[] = ["dpr", "width", "viewportWidth"];

/**
 * A delivery URL's meaning: a hosted picture's, or `/cdn-cgi/image/<options>/<source>`, whose query belongs to the
 * source. Throws `TARGET_*`, `OPERATION_*`, `PLAN_*`, `KEY_UNKNOWN` for another account, or `CREDENTIALS_AMBIGUOUS`.
 */
export function parse({ path, query }: Target, options: CloudflareAddressOptions = {}, hints: Hints = {}): Delivery {
  if (path.length + query.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const address = readAddress(path, options);
  if (!address) throw malformed("the path is no delivery address");
  const { rest } = readQuery(query);
  if (address.kind === "hosted")
    return deliver(readImage(address, options), readHosted(address, options), "hosted", hints, []);
  if (address.options === "") throw malformed("options are missing");
  const { source, notices } = readSource(address.source, rest);
  return deliver(source, readOptions(address.options), "transform", hints, notices);
}

function deliver(source: Source, asked: Asked, place: Place, hints: Hints, before: readonly string[]): Delivery {
  const { steps, encode, notices } = compile(asked, place, hints);
  const all = [...before, ...notices];
  return {
    answer: asked.format === "json" ? "info" : "image",
    plan: checkPlan({ source, steps, encode }),
    ...(asked.width === "auto" && { hinted: autoHints }),
    ...(all.length > 0 && { notices: all }),
  };
}

type Hosted = Extract<Address, { kind: "hosted" }>;

function readImage({ hash, image, last }: Hosted, { accountHash }: CloudflareAddressOptions): Source {
  if (hash !== accountHash) throw new IntaglioError("KEY_UNKNOWN", "another account's hash");
  if (image === "" || last === "") throw malformed("an address is made of hash, id and variant");
  return readName(image);
}

/** A variant's options; or, where that is allowed, options in its place. */
function readHosted({ last }: Hosted, { variants = {}, flexibleVariants = false }: CloudflareAddressOptions): Asked {
  const variant = Object.hasOwn(variants, last) ? variants[last] : undefined;
  if (variant !== undefined) return readVariant(variant);
  if (!last.includes("=")) throw refused("OPERATION_UNKNOWN", "there is no variant of this name");
  if (!flexibleVariants) throw refused("OPERATION_FORBIDDEN", "flexible variants are switched off");
  return readOptions(last);
}

function malformed(hint: string): IntaglioError {
  return new IntaglioError("TARGET_INVALID", hint, { hint });
}

function refused(code: "OPERATION_UNKNOWN" | "OPERATION_FORBIDDEN", hint: string): IntaglioError {
  return new IntaglioError(code, hint, { hint });
}
