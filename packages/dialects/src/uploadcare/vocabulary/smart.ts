/** The types of `scale_crop`: which detectors look for what matters, in their order. */
import { IntaglioError, type Anchor, type Detector, type Position } from "@intaglio/contract";
import { readPlace, writePlace } from "./arguments.ts";

// `points` are what catches the eye. Faces and objects may lack a detector, and then a type without points is refused by
// the server; points never do. The first spelling of a list is the canonical one.
const types: Readonly<Record<string, readonly Detector[]>> = {
  smart: ["face", "object", "saliency"],
  smart_faces_objects_points: ["face", "object", "saliency"],
  smart_faces_objects: ["face", "object"],
  smart_faces_points: ["face", "saliency"],
  smart_objects_faces_points: ["object", "face", "saliency"],
  smart_objects_faces: ["object", "face"],
  smart_objects_points: ["object", "saliency"],
  smart_points: ["saliency"],
  smart_objects: ["object"],
  smart_faces: ["face"],
};
// Places in percent that are the same as a keyword.
const named: Readonly<Record<string, Position>> = {
  "0.5,0.5": "center",
  "0.5,0": "top",
  "1,0.5": "right",
  "0.5,1": "bottom",
  "0,0.5": "left",
};

/** A type and where the crop sits when nothing is found; undefined when the first argument is no type. */
export function readSmart([type = "", place, ...more]: readonly string[]): Anchor | undefined {
  if (more.length > 0 || !Object.hasOwn(types, type)) return undefined;
  const by = types[type] as readonly Detector[];
  const otherwise = place === undefined ? "center" : readPosition(place);
  return otherwise && { kind: "detect", by, otherwise };
}

/** Writes what {@link readSmart} reads. */
export function writeSmart(by: readonly Detector[], otherwise: Position): readonly string[] | undefined {
  const type = Object.keys(types).find((name) => types[name]?.join() === by.join());
  const place = writePlace({ kind: "named", at: otherwise });
  return type === undefined || place === undefined ? undefined : [type, place];
}

function readPosition(text: string): Position | undefined {
  const place = readPlace(text);
  if (place === undefined) return undefined;
  if (place.kind === "named") return place.at;
  const at = place.kind === "point" ? named[`${place.x},${place.y}`] : undefined;
  if (at) return at;
  throw new IntaglioError("OPERATION_UNSUPPORTED", "a smart type with a place in numbers", {
    hint: "scale_crop takes a keyword (center, top, right, bottom, left) after a smart type",
  });
}
