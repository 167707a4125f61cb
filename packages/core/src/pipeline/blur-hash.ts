/** BlurHash placeholders, by the published algorithm. */
import type { RawPicture } from "./raw.ts";
import { wave, type Channel } from "./waves.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

/** The hash of an opaque picture, with so many waves across and down, 1 to 9 each. Small pictures give the same in less time. */
export function blurHash(picture: RawPicture, across: number, down: number): string {
  const channels = [0, 1, 2].map((channel) => lightOf(picture, channel));
  const waves: number[][] = [];
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1)
      waves.push(channels.map((channel) => wave(channel, x, y, 0) * (x === 0 && y === 0 ? 1 : 2)));
  const [mean = [], ...others] = waves;
  const most = Math.max(0, ...others.flat().map(Math.abs));
  const scale = Math.max(0, Math.min(82, Math.floor(most * 166 - 0.5)));
  const strongest = others.length > 0 ? (scale + 1) / 166 : 1;
  const level = (value: number): number => {
    const root = Math.sign(value) * Math.sqrt(Math.abs(value) / strongest);
    return Math.max(0, Math.min(18, Math.floor(root * 9 + 9.5)));
  };
  return [
    written(across - 1 + (down - 1) * 9, 1),
    written(others.length > 0 ? scale : 0, 1),
    written(
      mean.reduce((sum, value) => sum * 256 + toSrgb(value), 0),
      4,
    ),
    ...others.map((colors) =>
      written(
        colors.reduce((sum, value) => sum * 19 + level(value), 0),
        2,
      ),
    ),
  ].join("");
}

/** One channel as linear light, 0 to 1. */
function lightOf({ data, width, height, channels }: RawPicture, channel: number): Channel {
  const values = new Float64Array(width * height);
  const at = channels < 3 ? 0 : channel;
  for (let index = 0; index < values.length; index += 1)
    values[index] = toLight((data[index * channels + at] ?? 0) / 255);
  return { values, width, height };
}

function toLight(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toSrgb(light: number): number {
  const value = Math.max(0, Math.min(1, light));
  return Math.trunc((value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055) * 255 + 0.5);
}

function written(value: number, length: number): string {
  let text = "";
  for (let left = value, at = 0; at < length; at += 1, left = Math.floor(left / 83))
    text = (digits[left % 83] ?? "") + text;
  return text;
}
