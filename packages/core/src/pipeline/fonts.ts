/** The fonts that texts are set in: those the server is told of, never the machine's own. */
import { IntaglioError, type Layer, type Step } from "@intaglio/contract";

/** One font file. */
export interface Font {
  /** The name that plans call it by. */
  readonly family: string;
  /** An absolute path to a TrueType or OpenType file. */
  readonly file: string;
  /** 100 to 900. Absent: the file's own, or all that a variable font has. */
  readonly weight?: number;
  /** Absent: as the file says. */
  readonly italic?: boolean;
}

/** As much of a font as tells which family a text is set in. */
export type Named = Pick<Font, "family">;

/** A text layer. */
export type TextLayer = Extract<Layer, { kind: "text" }>;

/** Names that stand for a kind of letters, or for fonts that few servers may ship. */
const alike: Readonly<Record<string, "sans" | "serif" | "mono">> = {
  sans: "sans",
  sansserif: "sans",
  arial: "sans",
  helvetica: "sans",
  verdana: "sans",
  dejavu: "sans",
  dejavusans: "sans",
  noto: "sans",
  notosans: "sans",
  serif: "serif",
  times: "serif",
  timesnewroman: "serif",
  georgia: "serif",
  dejavuserif: "serif",
  notoserif: "serif",
  mono: "mono",
  monospace: "mono",
  courier: "mono",
  couriernew: "mono",
  dejavumono: "mono",
  dejavusansmono: "mono",
  notomono: "mono",
  notosansmono: "mono",
};

/** The configured family that a name means: the one called so, or the first that looks alike. Undefined: there is none. */
export function familyFor(name: string, fonts: readonly Named[]): string | undefined {
  const families = familiesOf(fonts);
  const called = families.find((family) => plain(family) === plain(name));
  const kind = alike[plain(name)];
  return called ?? (kind === undefined ? undefined : families.find((family) => kindOf(family) === kind));
}

/** All families, each once, in their order: the order in which letters are looked for that the wanted one does not have. */
export function familiesOf(fonts: readonly Named[]): string[] {
  return [...new Set(fonts.map(({ family }) => family))];
}

/** The names in the steps' texts for which there is no font; these are set in the first one. */
export function missingFamilies(steps: readonly Step[], fonts: readonly Named[]): string[] {
  const names = textsOf(steps).map(({ family }) => family);
  // `sans` is what a text without a wish has: whatever stands in for it misses nothing.
  return [...new Set(names)].filter((name) => name !== "sans" && familyFor(name, fonts) === undefined);
}

/** Throws `OPERATION_UNSUPPORTED` where a text is wanted and there is no font at all. */
export function checkTexts(steps: readonly Step[], fonts: readonly Named[]): void {
  if (fonts.length > 0 || textsOf(steps).length === 0) return;
  const hint = "overlay: a text needs fonts, and this server has none; list font files or folders in the option fonts";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

function textsOf(steps: readonly Step[]): TextLayer[] {
  return steps.flatMap((step) => (step.op === "overlay" && step.layer.kind === "text" ? [step.layer] : []));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

function kindOf(family: string): "sans" | "serif" | "mono" {
  const name = plain(family);
  if (/mono|code|courier|typewriter/.test(name)) return "mono";
  return /serif|times|georgia|garamond|slab/.test(name) && !name.includes("sansserif") ? "serif" : "sans";
}
