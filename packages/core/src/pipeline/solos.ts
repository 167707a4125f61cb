/**
 * Strokes that sharp's fixed order has no place for: each is a pass of its own, from pixels to pixels.
 */
import type { RawPicture } from "./raw.ts";
import type { Solo } from "./solo.ts";
import { colors } from "./solos/colors.ts";
import { cutOut } from "./solos/cut-out.ts";
import { erase } from "./solos/erase.ts";
import { lay } from "./solos/lay.ts";
import { levels } from "./solos/levels.ts";
import { opacity } from "./solos/opacity.ts";
import { outline } from "./solos/outline.ts";
import { ring } from "./solos/ring.ts";
import { shadow } from "./solos/shadow.ts";
import { soften } from "./solos/soften.ts";
import { squares } from "./solos/squares.ts";
import { surround } from "./solos/surround.ts";
import { texture } from "./solos/texture.ts";
import { vignette } from "./solos/vignette.ts";
import type { SoloKind, SoloStroke, Stroke } from "./stroke.ts";

const solos: { readonly [Kind in SoloKind]: Solo<Kind> } = {
  opacity,
  lay,
  surround,
  cutOut,
  ring,
  shadow,
  outline,
  colors,
  levels,
  vignette,
  soften,
  squares,
  texture,
  erase,
};

/** True for a stroke that is a pass of its own. */
export function isSolo(stroke: Stroke): stroke is SoloStroke {
  return Object.hasOwn(solos, stroke.kind);
}

/** Paints it. */
export function paintSolo(before: RawPicture, stroke: SoloStroke): Promise<RawPicture> {
  const solo = solos[stroke.kind] as Solo<SoloKind>; // the table has each stroke's own under its name
  return solo(before, stroke);
}
