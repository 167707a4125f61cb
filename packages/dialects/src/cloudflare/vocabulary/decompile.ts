/** From steps to what would be asked for. It may promise too much: whoever uses it compiles the outcome again and compares. */
import {
  isFraction,
  outputFormats,
  writeStep,
  type Encode,
  type Length,
  type Step,
  type StepOf,
} from "@intaglio/contract";
import type { Asked } from "./asked.ts";

const black = "000000ff";
const white = "ffffffff";

/** What asks for these steps and settings; or the first step that nothing asks for, where it stands. */
export function decompile(steps: readonly Step[], encode: Encode): Asked | Step {
  let at = steps[0]?.op === "orient" ? 1 : 0;
  let asked: Asked = readEncode(encode);
  for (const read of readers) {
    const found = read(steps.slice(at), asked);
    if (!found) continue;
    at += found.steps;
    asked = { ...asked, ...found.asked };
  }
  return steps[at] ?? asked;
}

interface Found {
  readonly asked: Asked;
  /** How many steps it takes. */
  readonly steps: number;
}

/** What one kind of step says, when it is the next one. */
function one<Op extends Step["op"]>(op: Op, read: (step: StepOf<Op>, before: Asked) => Asked | undefined) {
  return ([step]: readonly Step[], before: Asked): Found | undefined => {
    const asked = step?.op === op ? read(step as StepOf<Op>, before) : undefined;
    return asked && { asked, steps: 1 };
  };
}

/** In the service's order, each at most once. */
const readers: readonly ((steps: readonly Step[], before: Asked) => Found | undefined)[] = [
  one("segment", () => ({ segment: true })),
  one("trim", ({ threshold, color, keep }) => ({
    trimBorder: {
      ...(color !== undefined && { color }),
      ...(threshold !== 10 && { tolerance: threshold }),
      ...(keep > 0 && { keep }),
    },
  })),
  one("crop", readNearTrim),
  readFarTrim,
  one("flip", ({ horizontal, vertical }) => ({ flip: { horizontal, vertical } })),
  one("rotate", ({ degrees }) => ({ rotate: degrees })),
  one("resize", readResize),
  one("flatten", ({ color }) => ({ background: color })),
  one("border", ({ width, color }) => ({ border: { width, ...(color !== black && { color }) } })),
  one("extend", readSides),
  one("adjust", ({ brightness, contrast, gamma, saturation }) => ({
    ...(brightness !== 1 && { brightness }),
    ...(contrast !== 1 && { contrast }),
    ...(gamma !== 1 && { gamma }),
    ...(saturation !== 1 && { saturation }),
  })),
  one("blur", ({ sigma }) => ({ blur: sigma })),
  one("sharpen", ({ amount }) => ({ sharpen: amount })),
];

function isWhole(length: Length | undefined): boolean {
  return isFraction(length) && length.fraction === 1;
}

function readNearTrim({ x, y, width, height }: StepOf<"crop">): Asked | undefined {
  if (typeof x !== "number" || typeof y !== "number") return undefined;
  return {
    trim: {
      ...(y > 0 && { top: y }),
      ...(x > 0 && { left: x }),
      ...(!isWhole(width) && typeof width === "number" && { width }),
      ...(!isWhole(height) && typeof height === "number" && { height }),
    },
  };
}

/** A mirror, a crop and the mirror back. */
function readFarTrim([mirror, cut, back]: readonly Step[], { trim }: Asked): Found | undefined {
  if (mirror?.op !== "flip" || cut?.op !== "crop" || back?.op !== "flip") return undefined;
  const { x: right, y: bottom, width, height } = cut;
  const mirrorsBack = writeStep(mirror) === writeStep(back);
  if (typeof right !== "number" || typeof bottom !== "number" || !mirrorsBack) return undefined;
  if (!isWhole(width) || !isWhole(height)) return undefined;
  const far = { ...(right > 0 && { right }), ...(bottom > 0 && { bottom }) };
  return { asked: { trim: { ...trim, ...far } }, steps: 3 };
}

function readResize(step: StepOf<"resize">): Asked | undefined {
  const { width, height, mode, enlarge, whenSmall, anchor, zoom, background } = step;
  if (isFraction(width) || isFraction(height) || mode === "outside") return undefined;
  const fits = {
    inside: { allow: "contain", never: "scale-down", only: "scale-up" },
    force: { allow: "squeeze", never: "squeeze", only: "squeeze" },
    pad: { allow: "pad", never: "pad", only: "pad" },
    cover: { allow: "cover", never: whenSmall === "keep-aspect" ? "aspect-crop" : "crop", only: "cover" },
  } as const;
  const fit = fits[mode][enlarge];
  const isCentred = anchor.kind === "named" && anchor.at === "center";
  return {
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(fit !== "scale-down" && { fit }),
    ...(!isCentred && { gravity: anchor }),
    ...(anchor.kind === "point" && anchor.align === "center" && { align: "center" }),
    ...(zoom !== undefined && { zoom }),
    ...(mode === "pad" && background !== white && { background }),
  };
}

function readSides({ top, right, bottom, left, color }: StepOf<"extend">, { border }: Asked): Asked {
  const sides = Object.entries({ top, right, bottom, left }).filter(([, width]) => width > 0);
  return { border: { ...border, ...Object.fromEntries(sides), ...(color !== black && { color }) } };
}

function readEncode({
  format,
  allowed,
  quality,
  savingQuality,
  animated,
  metadata,
  effort,
  progressive,
}: Encode): Asked {
  const isAuto = format === "auto" && allowed.join() === outputFormats.join();
  const known =
    format === "jpeg" && !progressive ? "baseline-jpeg" : format === "same" || format === "gif" ? undefined : format;
  return {
    ...(known && (known !== "auto" || isAuto) && { format: known }),
    ...(quality !== "better" && { quality }),
    ...(savingQuality !== undefined && { savingQuality }),
    ...(!animated && { animated }),
    ...(metadata !== "copyright" && { metadata }),
    ...(effort === "fast" && { fast: true }),
  };
}
