/** A transformation's parts: components between slashes, parameters between commas. */
import { IntaglioError, decodeOnce } from "@intaglio/contract";

/** One parameter. */
export interface Parameter {
  /** `w`, `fl`, `if`, or a variable's name with its `$`. */
  readonly key: string;
  /** Decoded once. */
  readonly value: string;
}

/** The parameters of a component, as they stand. */
export type Component = readonly Parameter[];

const keys =
  "a|ac|af|ar|b|bl|bo|br|c|co|cs|d|dl|dn|dpr|du|e|eo|f|fl|fn|fps|g|h|if|ki|l|o|p|pg|q|r|so|sp|t|u|vc|vs|w|x|y|z";
const part = new RegExp(String.raw`^(?:(${keys})_(.+)|(fn)_:?|(\$_*[A-Za-z][A-Za-z0-9]*)_(.+))$`, "s");

/** True for what can only be read as a transformation: every part between its commas has a known key and a value. */
export function isComponent(raw: string): boolean {
  return raw.split(",").every((text) => part.test(text));
}

/** A component's parameters. Escaped commas never split. Throws `TARGET_INVALID` for bad escapes, `PLAN_INVALID` for a part without a key. */
export function readComponent(raw: string): Component {
  return raw.split(",").map((text) => {
    const found = part.exec(text);
    if (!found)
      throw new IntaglioError("PLAN_INVALID", "a part without a key", {
        hint: `Invalid transformation component: ${quote(text)}; a part is a key, an underscore and a value, such as w_300`,
      });
    const [, key, value, empty, variable, assigned] = found;
    return { key: variable ?? key ?? empty ?? "", value: decodeOnce(assigned ?? value ?? "") };
  });
}

/** A stranger's text, short and without surprises, for a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40)).replace(/[^\x20-\x7e]/g, "?");
}

/** True for an opening layer: `l_…` or `u_…` among the parameters. */
export function isLayer(raw: string): boolean {
  return raw.split(",").some((text) => /^[lu]_./.test(text));
}
