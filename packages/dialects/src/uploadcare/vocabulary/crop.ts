/** The word `crop`, in the forms that need no detector. */
import { IntaglioError, type StepInput } from "@intaglio/contract";
import { readBox, readPlace, readRatio, writeBox, writePlace, writeRatio } from "./arguments.ts";
import { stepWord, type Said, type State } from "./word.ts";

/** Keeps a rectangle. */
export const crop = stepWord({
  op: "crop",
  takes: "a size (300x200, 50px50p) or a ratio (16:9), then a place (a keyword, or x,y in pixels or percent)",
  means:
    "`crop`: a size, top left without a place, filled with the `setfill` colour where it reaches outside; or the largest part with a ratio",
  read: ([form = "", place, ...more], state) => {
    // A tag names what to look for: `face`, `image`, `car`.
    if (/^[a-z][a-z_]*$/i.test(form) && form !== "x")
      throw new IntaglioError("OPERATION_UNSUPPORTED", "crop by content", {
        hint: `crop by content (${form.slice(0, 40)}) needs a face/object detector`,
      });
    if (more.length > 0) return undefined;
    return form.includes(":") ? readAspect(form, place) : readSize(form, place, state);
  },
  write: ({ aspect, anchor, width, height, x, y, outside }): Said | undefined => {
    const place = anchor && writePlace(anchor);
    if (anchor && place === undefined) return undefined;
    if (aspect) return { args: [writeRatio(aspect), ...(place === undefined ? [] : [place])] };
    const size = writeBox({ width, height });
    const state = outside === undefined ? {} : { fill: outside };
    if (place !== undefined) return { args: [size, place], state };
    // Without x and y the middle is meant, which the grammar calls `center`; shares of the side have no spelling.
    if (typeof x !== "number" || typeof y !== "number") return undefined;
    return { args: x === 0 && y === 0 ? [size] : [size, `${x},${y}`], state };
  },
});

function readAspect(form: string, place: string | undefined): StepInput[] | undefined {
  const aspect = readRatio(form);
  if (!aspect) return undefined;
  if (place === undefined) return [{ op: "crop", aspect }];
  const anchor = readPlace(place);
  return anchor && [{ op: "crop", aspect, anchor }];
}

function readSize(form: string, place: string | undefined, state: State): StepInput[] | undefined {
  const box = readBox(form);
  if (box?.width === undefined || box.height === undefined) return undefined;
  const step = { op: "crop", ...box, outside: state.fill } as const;
  if (place === undefined) return [{ ...step, x: 0, y: 0 }];
  const anchor = readPlace(place);
  if (anchor?.kind === "offset") return [{ ...step, x: anchor.x, y: anchor.y }];
  return anchor && [{ ...step, anchor }];
}
