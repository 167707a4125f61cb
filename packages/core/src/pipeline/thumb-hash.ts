/** ThumbHash placeholders, by the published format: luminance, two colour differences and opacity as a few waves each. */
import type { RawPicture } from "./raw.ts";
import { wave, type Channel } from "./waves.ts";

/** What is left of a channel: its mean, its waves as shares of the strongest (0 to 1), and the strongest. */
interface Packed {
  readonly mean: number;
  readonly waves: readonly number[];
  readonly strongest: number;
}

/** The hash as Base64. Sides are at most 100: more shows nowhere. */
export function thumbHash(picture: RawPicture): string {
  const { width, height } = picture;
  const { light, yellow, red, opacity, isClear } = channelsOf(picture);
  const most = isClear ? 5 : 7; // opacity takes the place of detail
  const across = Math.max(1, Math.round((most * width) / Math.max(width, height)));
  const down = Math.max(1, Math.round((most * height) / Math.max(width, height)));
  const wide = width > height;
  const [l, p, q] = [pack(light, Math.max(3, across), Math.max(3, down)), pack(yellow, 3, 3), pack(red, 3, 3)];
  const a = isClear ? pack(opacity, 5, 5) : undefined;
  const head =
    Math.round(63 * l.mean) |
    (Math.round(31.5 + 31.5 * p.mean) << 6) |
    (Math.round(31.5 + 31.5 * q.mean) << 12) |
    (Math.round(31 * l.strongest) << 18) |
    ((isClear ? 1 : 0) << 23);
  const shape =
    (wide ? down : across) |
    (Math.round(63 * p.strongest) << 3) |
    (Math.round(63 * q.strongest) << 9) |
    ((wide ? 1 : 0) << 15);
  const clear = a === undefined ? [] : [Math.round(15 * a.mean) | (Math.round(15 * a.strongest) << 4)];
  const nibbles = [l, p, q, ...(a === undefined ? [] : [a])].flatMap(({ waves }) =>
    waves.map((one) => Math.round(15 * one)),
  );
  const bytes = [head & 255, (head >> 8) & 255, (head >> 16) & 255, shape & 255, shape >> 8, ...clear];
  for (let at = 0; at < nibbles.length; at += 2) bytes.push((nibbles[at] ?? 0) | ((nibbles[at + 1] ?? 0) << 4));
  return Buffer.from(bytes).toString("base64");
}

interface Channels {
  readonly light: Channel;
  readonly yellow: Channel;
  readonly red: Channel;
  readonly opacity: Channel;
  readonly isClear: boolean;
}

/** The channels of the picture laid over its mean colour, each 0 to 1 or -1 to 1. */
function channelsOf({ data, width, height, channels }: RawPicture): Channels {
  const count = width * height;
  const [light, yellow, red, opacity] = [0, 0, 0, 0].map(() => ({
    values: new Float64Array(count),
    width,
    height,
  })) as [Channel, Channel, Channel, Channel];
  const grey = channels < 3;
  const alphaAt = channels === 4 ? 3 : channels === 2 ? 1 : undefined;
  const at = (index: number, channel: number): number => (data[index * channels + (grey ? 0 : channel)] ?? 0) / 255;
  const alpha = (index: number): number =>
    alphaAt === undefined ? 1 : (data[index * channels + alphaAt] ?? 255) / 255;
  const mean = [0, 0, 0];
  let seen = 0;
  for (let index = 0; index < count; index += 1) {
    seen += alpha(index);
    for (const channel of [0, 1, 2]) mean[channel] = (mean[channel] ?? 0) + alpha(index) * at(index, channel);
  }
  for (let index = 0; index < count; index += 1) {
    const shown = alpha(index);
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map(
      (channel) => ((mean[channel] ?? 0) / (seen || 1)) * (1 - shown) + shown * at(index, channel),
    );
    light.values[index] = (r + g + b) / 3;
    yellow.values[index] = (r + g) / 2 - b;
    red.values[index] = r - g;
    opacity.values[index] = shown;
  }
  return { light, yellow, red, opacity, isClear: seen < count };
}

function pack(channel: Channel, across: number, down: number): Packed {
  const waves: number[] = [];
  for (let y = 0; y < down; y += 1)
    for (let x = y === 0 ? 1 : 0; x * down < across * (down - y); x += 1) waves.push(wave(channel, x, y, 0.5));
  const strongest = Math.max(0, ...waves.map(Math.abs));
  return {
    mean: wave(channel, 0, 0, 0.5),
    waves: waves.map((one) => (strongest === 0 ? 0 : 0.5 + (0.5 / strongest) * one)),
    strongest,
  };
}
