/** What a picture may cost at most, in pixels. Checked on numbers alone, before a pixel is touched. */

/** Limits on what is read and on what is made. */
export interface PixelLimits {
  /** Pixels of one frame of the source. Default: 50 million. */
  readonly inputPixels: number;
  /** The same for progressive JPEG and interlaced PNG, which are decoded whole. Default: 25 million. */
  readonly interlacedPixels: number;
  /** Frames of an animation. Default: 250. */
  readonly frames: number;
  /** Frames times the pixels of one, of the source and after each step. Default: 100 million. */
  readonly animationPixels: number;
  /** Pixels of one frame after each step. Default: 25 million. */
  readonly outputPixels: number;
  /** Pixels along either side after each step. Default: 8192. */
  readonly outputSide: number;
}

/** The defaults: enough for a 50 megapixel camera; a worker stays below half a gibibyte. */
export const defaultPixelLimits: PixelLimits = Object.freeze({
  inputPixels: 50_000_000,
  interlacedPixels: 25_000_000,
  frames: 250,
  animationPixels: 100_000_000,
  outputPixels: 25_000_000,
  outputSide: 8192,
});
