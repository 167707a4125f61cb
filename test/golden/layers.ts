/** What lies on pictures, behind and around them. */
import { blendModes, type Source, type StepInput } from "@intaglio/contract";
import { row, type Row } from "./row.ts";
import { sourceBytes } from "./sources.ts";

type Overlay = Extract<StepInput, { op: "overlay" }>;
type Text = Extract<Overlay["layer"], { kind: "text" }>;

const bird = "ladybird small";
const cutOut = "ladybird cut out";
const mark: Source = { kind: "name", names: ["cut out"] };

/** The pictures that steps lay on, by their source. */
export async function layersFor(steps: readonly StepInput[]): Promise<Map<Source, Buffer>> {
  const used = steps.some((step) => step.op === "overlay" && step.layer === mark);
  return new Map(used ? [[mark, await sourceBytes(cutOut)]] : []);
}

const over = (name: string, given: Partial<Overlay> = {}): Row =>
  row(`overlay-${name}`, bird, { op: "overlay", layer: mark, width: { fraction: 0.4 }, ...given });

/** A text layer from its text and wishes alone. */
const text = (name: string, given: Pick<Text, "text"> & Partial<Text>, rest: Partial<Overlay> = {}): Row =>
  row(`text-${name}`, bird, {
    op: "overlay",
    layer: { kind: "text", size: 24, color: "ffffffff", ...given } as Text,
    ...rest,
  });

const modes = blendModes.filter((mode) => mode !== "over");

const corner: Partial<Overlay> = { anchor: { kind: "named", at: "bottom-right" }, x: 8, y: 8 };

/** Golden pictures of layers, texts, shapes and fills. */
export const layerRows: readonly Row[] = [
  over("over", corner),
  over("faded", { ...corner, opacity: 0.4 }),
  over("repeated", { width: 40, repeat: "both", opacity: 0.6 }),
  over("grown", { anchor: { kind: "offset", x: 180, y: -30 }, overflow: "grow" }),
  over("turned", { steps: [{ op: "rotate", degrees: 30, background: "00000000" }, { op: "shadow" }] as never }),
  ...modes.map((blend) =>
    over(blend, { blend, width: { fraction: 0.8 }, steps: [{ op: "rotate", degrees: 180 }] as never }),
  ),
  row(
    "overlay-self",
    bird,
    { op: "blur", sigma: 6 },
    { op: "overlay", layer: { kind: "self" }, width: { fraction: 0.5 } },
  ),
  row("overlay-under", cutOut, {
    op: "overlay",
    layer: { kind: "color", color: "2060c0c0", width: { fraction: 1 }, height: { fraction: 0.5 } },
    under: true,
  }),
  text("plain", { text: "<b>&amp;</b> plain" }),
  text("arabic", { text: "مرحبا بالعالم\nالدعسوقة", backdrop: "line", backdropColor: "000000a0", padding: 5 }),
  text("japanese", {
    text: "てんとう虫は小さい。",
    width: 140,
    align: "center",
    backdrop: "fit",
    backdropColor: "c02020ff",
    padding: 8,
  }),
  text("stroke", { text: "Bird", size: 72, weight: 900, strokeWidth: 4, strokeColor: "202020ff" }),
  text("justified", {
    text: "The quick brown fox jumps over the lazy dog and on",
    width: 160,
    align: "justify",
    size: 18,
    backdrop: "fill",
    backdropColor: "000000a0",
    padding: 10,
  }),
  text(
    "wishes",
    {
      text: "italic under struck",
      size: 20,
      italic: true,
      underline: true,
      strikethrough: true,
      letterSpacing: 3,
      weight: 300,
    },
    corner,
  ),
  row("mask-corners", bird, { op: "mask", radii: [10, 40, 0, { fraction: 0.5 }] }),
  row("mask-vertical", bird, { op: "mask", radii: [60, 60, 60, 60], vertical: [20, 20, 20, 20] }),
  row("mask-ellipse", bird, { op: "mask", shape: "ellipse" }),
  row("mask-circle", bird, { op: "mask", shape: "circle" }),
  row("border", bird, { op: "border", width: 8, color: "2060c0" }),
  row(
    "border-round",
    bird,
    { op: "mask", radii: [30, 30, 30, 30] },
    { op: "border", width: 8, color: "2060c0", radii: [38, 38, 38, 38] },
  ),
  row("shadow", cutOut, { op: "shadow" }),
  row("shadow-wide", bird, { op: "shadow", x: -10, y: 20, sigma: 25, color: "400080ff" }),
  row("outline", cutOut, { op: "outline", width: 6, color: "ffffff" }),
  row("outline-soft", cutOut, { op: "outline", width: 4, sigma: 4, color: "e08000" }),
  ...(["copy", "repeat", "mirror", "blurred", "border", "predominant"] as const).map((fill) =>
    row(`fill-${fill}`, bird, { op: "resize", width: 260, height: 260, mode: "pad", enlarge: "allow", fill }),
  ),
];
