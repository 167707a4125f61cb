/**
 * The recipes of `look`. The service's own tables are not public, and nothing of them is copied: names alone are shared, each
 * recipe is ours. Look at all of them (test/golden) before one is changed.
 */
import type { StepOf } from "@intaglio/contract";
import { saturate } from "./css-colors.ts";
import { channelsOf } from "./light.ts";
import { curve, mixed, type Stage } from "./stage.ts";

/** What a look is made of. */
interface Look {
  /** Factor of the middle tones' slope; 1 neutral. */
  readonly contrast: number;
  /** The middle tones' gamma; above 1 is lighter. */
  readonly gamma: number;
  /** How far black is lifted and white lowered, 0 to 1: faded paper. */
  readonly fade: number;
  /** As CSS has it; 0 is grey. */
  readonly saturation: number;
  /** What dark and bright parts are mixed with. */
  readonly shadows: string;
  readonly lights: string;
  /** How much of both, 0 to 1. */
  readonly tint: number;
}

type Recipe = readonly [
  contrast: number,
  gamma: number,
  fade: number,
  saturation: number,
  shadows: string,
  lights: string,
  tint: number,
];

const recipes: Readonly<Record<StepOf<"look">["name"], Recipe>> = {
  adaris: [1.1, 1.15, 0, 1.1, "1b2a49", "fff1c9", 0.18],
  briaril: [0.85, 1.2, 0.08, 0.8, "2f3a8c", "ffd9ec", 0.3],
  calarel: [1.25, 1.15, 0, 1.45, "203a2c", "fffbd6", 0.1],
  carris: [1.35, 0.95, 0, 0, "000000", "ffffff", 0],
  cynarel: [1.05, 1.1, 0.04, 0.9, "004e64", "ffe8c2", 0.38],
  cyren: [1, 1.05, 0.05, 0.9, "00536b", "d9fbff", 0.28],
  elmet: [1.1, 1, 0.02, 0.9, "5a3210", "ffe2a0", 0.4],
  elonni: [0.95, 1.25, 0.05, 1.2, "4b2e83", "fff6ea", 0.22],
  enzana: [1.25, 1.05, 0, 1.15, "7a1500", "ffcf8a", 0.3],
  erydark: [1.25, 0.75, 0.03, 0.75, "0d1226", "cfd8e6", 0.22],
  fenralan: [1.15, 0.9, 0.06, 0.55, "2a3a1c", "efe2b0", 0.4],
  ferand: [0.95, 1.05, 0.12, 0.75, "8a1f3d", "ffe0c8", 0.32],
  galen: [1.15, 1, 0, 0.9, "14213d", "f2ead3", 0.2],
  gavin: [1.45, 0.95, 0, 1.2, "10151f", "fffaf0", 0.06],
  gethriel: [0.85, 1, 0.14, 0.5, "3d5470", "fbf3e4", 0.25],
  iorill: [1.05, 1.15, 0.02, 1.2, "5c1f6b", "ffd9ec", 0.34],
  iothari: [1.1, 1.15, 0, 1.1, "006837", "eaffc9", 0.34],
  iselva: [1.05, 0.95, 0.05, 0.85, "0f3d2e", "e7f2d0", 0.3],
  jadis: [1.1, 1.15, 0.02, 0.6, "1d3557", "f1faff", 0.3],
  lavra: [1, 1.1, 0.04, 1.1, "6d1a36", "ffd6c2", 0.24],
  misiara: [0.85, 1.35, 0.04, 0.85, "8a6a5c", "fffaf2", 0.25],
  namala: [1.3, 0.95, 0, 1.05, "3b0f4a", "ffd766", 0.34],
  nerion: [1.2, 0.95, 0, 0, "0e2439", "eaf4ff", 0.5],
  nethari: [0.95, 1, 0.08, 0.8, "1d4a78", "f7d6ae", 0.4],
  pamaya: [1.1, 1.3, 0, 1.25, "7a3b12", "fff3b0", 0.26],
  sarnar: [1.25, 0.9, 0.02, 0.8, "2b1d0e", "f0d9a8", 0.3],
  sedis: [1, 1, 0.06, 0.3, "3b2f2a", "f6ead7", 0.4],
  sewen: [1.1, 1.1, 0.02, 0, "3a2a1d", "fbeed3", 0.55],
  sorahel: [1, 1.1, 0, 1.5, "12306b", "ffd9c2", 0.2],
  sorlen: [0.85, 0.95, 0.12, 1.1, "2f4f6f", "ffe9a8", 0.36],
  tarian: [1.3, 0.85, 0, 0.9, "061a40", "ffe8cc", 0.22],
  thellassan: [1.05, 1.05, 0.03, 1.05, "023e6e", "e0fff6", 0.3],
  varriel: [1.15, 1.05, 0, 0.45, "2e1f47", "ffeedd", 0.25],
  varven: [0.95, 0.8, 0.08, 0.7, "4a1414", "e8cdb0", 0.38],
  vevera: [1, 1.1, 0.1, 0.6, "4f7038", "fff1cf", 0.38],
  virkas: [1.4, 0.95, 0, 0.55, "101010", "f5f0e6", 0.15],
  yedis: [1.1, 1.05, 0, 1.05, "5a4b00", "fff56b", 0.36],
  yllara: [0.9, 1.2, 0.07, 0.9, "a0308f", "ffd6f2", 0.34],
  zatvel: [1.2, 0.95, 0.02, 1.05, "00504a", "ffbf94", 0.46],
  zevcen: [1.5, 1.1, 0.06, 0, "111827", "f3f4f6", 0.2],
};

/** A look's stages; the amount exaggerates above 1 and goes the other way below 0. */
export function lookStages(name: StepOf<"look">["name"], amount: number): readonly Stage[] {
  const [contrast, gamma, fade, saturation, shadows, lights, tint] = recipes[name];
  return mixed(stagesOf({ contrast, gamma, fade, saturation, shadows, lights, tint }), amount);
}

function stagesOf({ contrast, gamma, fade, saturation, shadows, lights, tint }: Look): readonly Stage[] {
  const tones = curve((of) => {
    const lighter = (of / 255) ** (1 / gamma);
    return 255 * (fade + (1 - 1.6 * fade) * steeper(lighter, contrast));
  });
  const [dark, bright] = [channelsOf(shadows), channelsOf(lights)];
  // From the shadows' colour at black to the lights' at white, as a difference to the grey that is there.
  const toward = (channel: 0 | 1 | 2): Float32Array =>
    Float32Array.from({ length: 256 }, (_, luma) => {
      const share = luma / 255;
      return tint * (dark[channel] * (1 - share) + bright[channel] * share - luma);
    });
  return [
    tones,
    { do: "matrix", rows: saturate(saturation) },
    { do: "shift", tables: [toward(0), toward(1), toward(2)] },
  ];
}

/** An S through black, the middle and white, with this slope in the middle. */
function steeper(share: number, slope: number): number {
  const away = Math.abs(2 * share - 1);
  const bent = slope >= 1 ? 1 - (1 - away) ** slope : away * slope + (1 - slope) * away ** 3;
  return 0.5 + (Math.sign(share - 0.5) * bent) / 2;
}
