/** From a delivery URL to its meaning. */
import {
  checkPlan,
  hintHeaders,
  IntaglioError,
  maxTargetBytes,
  type Delivery,
  type EncodeInput,
  type Hints,
  type StepInput,
  type Target,
} from "@intaglio/contract";
import { completeAddresses, type AddressSettings, type CloudinaryAddresses } from "./options.ts";
import { readAddress, type Address } from "./parse/address.ts";
import { isDownload, readDownload } from "./parse/download.ts";
import { runChain } from "./parse/run.ts";
import { createScope, type KnownFile, type Scope } from "./parse/scope.ts";
import { readSource, type Pointed } from "./parse/source.ts";
import { NeedsFile } from "./parse/value.ts";
import { readFormat } from "./vocabulary/output.ts";

/**
 * A delivery URL's meaning. The query is read of signed downloads only. Throws `TARGET_*`, `OPERATION_*` or `PLAN_*`.
 */
export function parse(target: Target, hints: Hints = {}, options: CloudinaryAddresses = {}): Delivery {
  return parseWith(target, hints, completeAddresses(options));
}

/** As {@link parse}, with complete options. */
export function parseWith(target: Target, hints: Hints, settings: AddressSettings): Delivery {
  if (target.path.length + target.query.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  if (isDownload(target.path, settings)) {
    const { pointed, chain, switches } = readDownload(target.query);
    return understand(pointed, chain, hints, settings, switches);
  }
  const address = readAddress(target.path, settings);
  if (!address) throw new IntaglioError("TARGET_INVALID", "no resource type and id in the path");
  checkResource(address);
  return understand(readSource(address), address.chain, hints, settings, {});
}

function checkResource({ resource, chain, signature }: Address): void {
  if (resource === "image" || chain.length === 0 || signature !== undefined) return;
  const hint = `Files under ${resource} are sent as they are: leave the transformation out, or ask for them under image`;
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

function understand(
  pointed: Pointed,
  chain: readonly string[],
  hints: Hints,
  settings: AddressSettings,
  switches: Scope["switches"],
): Delivery {
  const read = (known: KnownFile | undefined): Delivery => {
    const scope = createScope(hints, known, lonelyDpr(chain));
    scope.switches = switches;
    runChain(chain, scope, settings.transformations);
    return conclude(scope, pointed);
  };
  try {
    return read(undefined);
  } catch (error) {
    if (!(error instanceof NeedsFile)) throw error;
    const plan = checkPlan({ source: pointed.source });
    // Which hints it will ask for is not known before the file is: it is this client's alone until then.
    const hinted = Object.keys(hintHeaders) as (keyof Hints)[];
    return { answer: "image", plan, hinted, forFile: (file, sizeAfter) => read({ file, sizeAfter }) };
  }
}

/** A factor in a component without sizes is for the sizes of all components. */
function lonelyDpr(chain: readonly string[]): string | undefined {
  const lonely = chain.findLast((raw) => /(?:^|,)dpr_/.test(raw) && !/(?:^|,)[wh]_/.test(raw));
  return lonely && /(?:^|,)dpr_([^,]*)/.exec(lonely)?.[1];
}

function conclude(scope: Scope, pointed: Pointed): Delivery {
  const { info, disposition, fileName, fallback } = scope.switches;
  const aside = {
    ...(fileName !== undefined && { fileName }),
    ...(disposition && { disposition }),
    ...(scope.hinted.size > 0 && { hinted: [...scope.hinted] }),
    ...(scope.notices.size > 0 && { notices: [...scope.notices] }),
    ...(fallback && { fallback }),
  };
  if (scope.processes) return { answer: info ? "info" : "image", plan: toPlan(scope, pointed), ...aside };
  const original: Delivery = { answer: "original", plan: checkPlan({ source: pointed.source }), ...aside };
  const wanted = wantedFormat(pointed.extension);
  if (wanted === undefined) return original;
  const converted: Delivery = { answer: "image", plan: toPlan(scope, pointed), ...aside };
  return { ...original, forFile: ({ image }) => (image && image.format !== wanted ? converted : original) };
}

/** The format that an extension alone converts to; undefined where the stored bytes go out whatever it says. */
function wantedFormat(extension: string | undefined): EncodeInput["format"] {
  try {
    return extension === undefined ? undefined : readFormat(extension)?.format;
  } catch {
    return undefined; // a document's extension is no wish
  }
}

function toPlan(scope: Scope, { source, extension }: Pointed): Delivery["plan"] {
  const { encode, frames, steps, switches } = scope;
  if (encode.metadata === "keep" && typeof encode.quality === "string") {
    const hint = "fl_keep_iptc goes with a quality in numbers, not with q_auto";
    throw new IntaglioError("PLAN_INVALID", hint, { hint });
  }
  const ending = encode.format === undefined && extension !== undefined ? readFormat(extension) : undefined;
  const orient: StepInput[] = switches.orient === false ? [] : [{ op: "orient" }];
  const all = [...(frames ? [frames] : []), ...orient, ...steps];
  return checkPlan({ source, steps: all, encode: { format: "same", ...ending, ...encode } });
}
