/** What a module must export to find faces and objects for this engine: types alone. */

/** What a detector may find. */
export const detectedKinds = ["face", "object"] as const;
/** One of {@link detectedKinds}. */
export type DetectedKind = (typeof detectedKinds)[number];

/** The picture a detector looks at: at most 640 pixels along either side, without transparency. */
export interface DetectorPicture {
  /** Red, green and blue, 8 bits each, row by row. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Something found: a box in pixels of the picture given, which may be fractions. */
export interface DetectedBox {
  readonly kind: DetectedKind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How sure it is. Of more than 100 boxes those with the highest scores count. Default: 1. */
  readonly score?: number;
}

/** What the module of the option `render.detector` exports. */
export interface DetectorModule {
  /** What it finds. */
  readonly kinds: readonly DetectedKind[];
  /** Goes up when it finds something else in the same picture, so that old renditions are not served for new ones. */
  readonly version?: string | number;
  /** Finds what there is of these kinds. What it throws or returns by mistake counts as nothing found. */
  detect(
    picture: DetectorPicture,
    kinds: readonly DetectedKind[],
  ): Promise<readonly DetectedBox[]> | readonly DetectedBox[];
}

/** What is known of a detector without asking it. */
export interface DetectorFacts {
  /** Where its module is. */
  readonly url: string;
  readonly kinds: readonly DetectedKind[];
  /** The option as it was given, and the version: renditions are told apart by it. */
  readonly name: string;
}
