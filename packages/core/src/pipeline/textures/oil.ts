import { lumaWeights } from "../light.ts";
import { openRaw, toRaw, type RawPicture } from "../raw.ts";

/**
 * Kuwahara's filter: of the four squares that meet at a pixel, the mean of the one whose brightness varies least. Sums that
 * slide along make its cost the same for every size.
 */
export async function oil(picture: RawPicture, size: number): Promise<RawPicture> {
  if (size < 2) return picture;
  const around = size - 1;
  const edge = { left: around, top: around, right: around, bottom: around };
  const padded = await toRaw(openRaw(picture).extend({ ...edge, extendWith: "copy" }));
  const squares = new Squares(padded, size);
  const { data, width, height } = picture;
  for (let row = 0; row < around; row += 1) squares.next();
  for (let y = 0; y < height; y += 1) {
    squares.next();
    squares.choose(y, data, width);
  }
  return picture;
}

const [red, green, blue] = lumaWeights;

/** Means and spreads of all squares of some rows, by their top left corner. */
class Squares {
  readonly #from: Uint8Array;
  readonly #luma: Uint16Array;
  readonly #size: number;
  readonly #channels: number;
  readonly #width: number;
  /** Sums down a column: of each channel, of luma, and of its square. */
  readonly #columns: Float64Array;
  readonly #lumas: Float64Array;
  readonly #lumaSquares: Float64Array;
  /** A ring of as many rows as a square has. */
  readonly #means: Uint8ClampedArray[];
  readonly #spreads: Float32Array[];
  #row = 0;

  constructor({ data, width, channels }: RawPicture, size: number) {
    this.#from = data;
    this.#size = size;
    this.#channels = channels;
    this.#width = width;
    this.#luma = lumaOf(data, channels);
    this.#columns = new Float64Array(width * channels);
    this.#lumas = new Float64Array(width);
    this.#lumaSquares = new Float64Array(width);
    this.#means = Array.from({ length: size }, () => new Uint8ClampedArray(width * channels));
    this.#spreads = Array.from({ length: size }, () => new Float32Array(width));
    for (let row = 0; row < size - 1; row += 1) this.#add(row, 1);
  }

  /** Measures the next row of squares. */
  next(): void {
    this.#add(this.#row + this.#size - 1, 1);
    if (this.#row > 0) this.#add(this.#row - 1, -1);
    this.#slide(this.#row % this.#size);
    this.#row += 1;
  }

  /** Gives each pixel of a row the mean of its calmest square. */
  choose(y: number, to: Uint8Array, width: number): void {
    const [channels, away] = [this.#channels, this.#size - 1];
    const [upper, lower] = [y % this.#size, (y + away) % this.#size];
    const [above, below] = [this.#spreads[upper] as Float32Array, this.#spreads[lower] as Float32Array];
    const [high, low] = [this.#means[upper] as Uint8ClampedArray, this.#means[lower] as Uint8ClampedArray];
    for (let x = 0, at = y * width * channels; x < width; x += 1, at += channels) {
      let least = above[x] as number;
      let means = high;
      let from = x;
      if ((above[x + away] as number) < least) {
        least = above[x + away] as number;
        from = x + away;
      }
      if ((below[x] as number) < least) {
        least = below[x] as number;
        means = low;
        from = x;
      }
      if ((below[x + away] as number) < least) {
        means = low;
        from = x + away;
      }
      from *= channels;
      to[at] = means[from] as number;
      to[at + 1] = means[from + 1] as number;
      to[at + 2] = means[from + 2] as number;
      if (channels === 4) to[at + 3] = means[from + 3] as number;
    }
  }

  #add(row: number, sign: 1 | -1): void {
    const length = this.#columns.length;
    const [from, columns] = [this.#from, this.#columns];
    for (let at = 0, first = row * length; at < length; at += 1)
      columns[at] = (columns[at] as number) + sign * (from[first + at] as number);
    const [luma, lumas, squares] = [this.#luma, this.#lumas, this.#lumaSquares];
    for (let x = 0, first = row * this.#width; x < this.#width; x += 1) {
      const value = luma[first + x] as number;
      lumas[x] = (lumas[x] as number) + sign * value;
      squares[x] = (squares[x] as number) + sign * value * value;
    }
  }

  #slide(ring: number): void {
    const [channels, ahead] = [this.#channels, this.#size * this.#channels];
    const [columns, means] = [this.#columns, this.#means[ring] as Uint8ClampedArray];
    const share = 1 / (this.#size * this.#size);
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 0;
      for (let at = channel; at < ahead; at += channels) sum += columns[at] as number;
      means[channel] = sum * share;
      for (
        let at = channel + channels, next = channel + ahead;
        next < columns.length;
        at += channels, next += channels
      ) {
        sum += (columns[next] as number) - (columns[at - channels] as number);
        means[at] = sum * share;
      }
    }
    this.#slideLuma(this.#spreads[ring] as Float32Array, share);
  }

  #slideLuma(spreads: Float32Array, share: number): void {
    const [lumas, squares, size] = [this.#lumas, this.#lumaSquares, this.#size];
    let [sum, square] = [0, 0];
    for (let x = 0; x < size; x += 1) [sum, square] = [sum + (lumas[x] as number), square + (squares[x] as number)];
    for (let x = 0; x + size <= this.#width; x += 1) {
      spreads[x] = square * share - sum * share * (sum * share);
      if (x + size === this.#width) break;
      sum += (lumas[x + size] as number) - (lumas[x] as number);
      square += (squares[x + size] as number) - (squares[x] as number);
    }
  }
}

/** In 256ths: whole numbers would make even ground restless, fractions take twice the room. */
function lumaOf(data: Uint8Array, channels: number): Uint16Array {
  const luma = new Uint16Array(data.length / channels);
  for (let to = 0, at = 0; to < luma.length; to += 1, at += channels)
    luma[to] = 256 * (red * (data[at] as number) + green * (data[at + 1] as number) + blue * (data[at + 2] as number));
  return luma;
}
