/**
 * An animation's frames, scaled at once as one tall picture: for small frames, a sharp instance each takes longer than the
 * scaling. Between two frames lie copies of the upper one's last row and of the lower one's first, more than any kernel
 * sees; that is what libvips itself does at a picture's edge, so no frame bleeds into the next. The first and the last
 * frame have the tall picture's own edges, so that libvips centres it as it would centre one frame.
 */
import type { Size } from "@intaglio/contract";
import type { Box } from "./geometry.ts";
import { freePixels, openRaw, toRaw, type RawPicture } from "./raw.ts";
import { paint } from "./brush.ts";
import type { Stroke, StrokeOf } from "./stroke.ts";

/** Frames one below the other, all of `height`. */
export interface Strip {
  readonly raw: RawPicture;
  readonly height: number;
}

/** What is done to every frame alike: a part of it is scaled, and a part of that is kept. */
export interface Scaling {
  readonly from: Box;
  readonly scale: StrokeOf<"scale">;
  readonly kept: Box;
  /** From one frame's first row to the next one's: before scaling, and after. */
  readonly period: number;
  readonly scaledPeriod: number;
  /** Rows that libvips takes the mean of before it scales; 1 where none. */
  readonly averaged: number;
}

/** A sharp instance takes as long as scaling so many pixels does. */
const instancePixels = 200_000;
/** Pixels that are scaled at a time. */
const batchPixels = 2_000_000;

/** The scaling that these strokes are; undefined where they are anything else, or are as fast frame by frame. */
export function scalingOf(strokes: readonly Stroke[], before: Size): Scaling | undefined {
  const rest = [...strokes];
  const from = rest[0]?.kind === "cut" ? takenBy(rest.shift()) : undefined;
  const scale = rest.shift();
  const kept = rest[0]?.kind === "cut" ? takenBy(rest.shift()) : undefined;
  if (scale?.kind !== "scale" || rest.length > 0) return undefined;
  const start = from ?? whole(before);
  const { size, kernel } = scale;
  // Where libvips decides by rounding which pixel is nearest, or stretches one way and shrinks the other, a hair counts.
  const mixed = (size.width - start.width) * (size.height - start.height) < 0;
  if (mixed || kernel === "nearest") return undefined;
  const averaged = averagedOf(start.height, size.height);
  const period = periodOf(start.height, size.height, averaged);
  const scaledPeriod = (period * size.height) / start.height;
  const gap = Math.max((period - start.height) * start.width, (scaledPeriod - size.height) * size.width);
  const pixels = Math.max(period * start.width, scaledPeriod * size.width);
  if (gap > instancePixels || pixels * 2 > batchPixels) return undefined;
  return { from: start, scale, kept: kept ?? whole(size), period, scaledPeriod, averaged };
}

function takenBy(stroke: Stroke | undefined): Box | undefined {
  return stroke?.kind === "cut" ? stroke.box : undefined;
}

function whole({ width, height }: Size): Box {
  return { left: 0, top: 0, width, height };
}

/**
 * The least distance at which frames do not see each other, each begins at a whole row of the scaled picture, and none
 * shares a row with another where libvips first takes the mean of whole rows, as it does from a quarter of the size down.
 */
function periodOf(before: number, after: number, averaged: number): number {
  const seen = Math.ceil(4 * Math.max(1, before / after)) + 2;
  const unit = multipleOf(before / divisorOf(before, after), averaged);
  return Math.ceil((before + 2 * seen) / unit) * unit;
}

function averagedOf(before: number, after: number): number {
  return Math.max(1, Math.floor(before / after / 2));
}

function divisorOf(one: number, other: number): number {
  return other === 0 ? one : divisorOf(other, one % other);
}

function multipleOf(one: number, other: number): number {
  return (one / divisorOf(one, other)) * other;
}

/** The frames scaled: the pixels that each would have if it were scaled by itself. */
export async function scaleFrames({ raw, height }: Strip, scaling: Scaling): Promise<Strip> {
  const { kept, period, scaledPeriod, from, scale } = scaling;
  const frames = raw.height / height;
  const { channels } = raw;
  const size = kept.width * kept.height * channels;
  const all = Buffer.allocUnsafe(size * frames);
  const pixels = Math.max(period * from.width, scaledPeriod * scale.size.width);
  const batch = Math.min(frames, Math.floor(batchPixels / pixels));
  const room = Buffer.allocUnsafeSlow(rowsOf(batch, from.height, period) * from.width * channels);
  for (let first = 0; first < frames; first += batch) {
    const count = Math.min(batch, frames - first);
    const apart = spread({ raw, height }, first, count, scaling, room);
    const scaled = await scaleTall(apart, rowsOf(count, scale.size.height, scaledPeriod), scale);
    for (let frame = 0; frame < count; frame += 1) {
      const box = { ...kept, top: frame * scaledPeriod + kept.top };
      copyPart(scaled, box, all, (first + frame) * size);
    }
    freePixels(scaled.data);
  }
  freePixels(room);
  return { raw: { data: all, width: kept.width, height: kept.height * frames, channels }, height: kept.height };
}

function rowsOf(frames: number, height: number, period: number): number {
  return (frames - 1) * period + height;
}

async function scaleTall(apart: RawPicture, height: number, scale: StrokeOf<"scale">): Promise<RawPicture> {
  const stroke = { ...scale, size: { width: scale.size.width, height } };
  return toRaw(paint(openRaw(apart), { start: apart, slots: new Map([["scale", stroke]]) }));
}

/** Some frames at a distance from each other, with copies of their edges between them. */
function spread({ raw, height }: Strip, first: number, count: number, scaling: Scaling, room: Buffer): RawPicture {
  const { from, period, averaged } = scaling;
  const { channels } = raw;
  const row = from.width * channels;
  const rows = (start: number, end: number): Buffer => room.subarray(start * row, end * row);
  const above = Math.floor((period - from.height) / 2 / averaged) * averaged;
  for (let frame = 0; frame < count; frame += 1) {
    const top = frame * period;
    const bottom = top + from.height;
    copyPart(raw, { ...from, top: (first + frame) * height + from.top }, room, top * row);
    if (frame > 0) rows(top - above, top).fill(rows(top, top + averaged));
    if (frame === count - 1) continue;
    const edge = top + Math.ceil(from.height / averaged) * averaged;
    rows(bottom, edge).fill(rows(bottom - 1, bottom));
    rows(edge, top + period).fill(rows(edge - averaged, edge));
  }
  const tall = rowsOf(count, from.height, period);
  return { data: rows(0, tall), width: from.width, height: tall, channels };
}

function copyPart({ data, width, channels }: RawPicture, box: Box, to: Buffer, at: number): void {
  if (box.width === width) {
    data.copy(to, at, box.top * width * channels, (box.top + box.height) * width * channels);
    return;
  }
  const row = box.width * channels;
  for (let y = 0; y < box.height; y += 1) {
    const start = ((box.top + y) * width + box.left) * channels;
    data.copy(to, at + y * row, start, start + row);
  }
}
