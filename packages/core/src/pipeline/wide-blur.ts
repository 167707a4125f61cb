/** Above this a Gaussian's cost grows without a visible gain: sigma 1000 on 25 megapixels would run for minutes. */
const costly = 16;

/**
 * How a wide Gaussian is made cheap: what it leaves over has no fine detail, so the picture can be made smaller by `shrink`,
 * blurred with what is left of sigma, and sized up again.
 */
export function widened(sigma: number): { shrink: number; sigma: number } {
  const shrink = sigma <= costly ? 1 : (2 * sigma) / costly;
  return { shrink, sigma: Math.max(0.3, sigma / shrink) };
}

/** libvips knows no smaller sigma; nobody would see it. */
export const leastSigma = 0.3;

/** Pixels that a blur of this sigma reaches. */
export function reachOf(sigma: number): number {
  return sigma < leastSigma ? 0 : Math.ceil(3 * sigma);
}
