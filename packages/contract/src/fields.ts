/** Argument types of operations: what a value may be, its default, and its canonical text. */

/** Whether a caller must give a field, may leave it out, or gets a default when leaving it out. */
export type Presence = "required" | "optional" | "defaulted";

/** One argument's type. Made by the functions below; its methods are for {@link checkStep} and the canonical text. */
export interface Field<Value, P extends Presence = Presence> {
  readonly presence: P;
  /** What is expected, as a phrase: "a whole number from 1 to 8192". */
  readonly expected: string;
  /** The default of a `defaulted` field. */
  readonly fallback?: Value;
  /** The value in its one normal form, or undefined when it is not of this type. */
  read(value: unknown): Value | undefined;
  /** The value as canonical text, free of the characters `( ) [ ] , = |` and space outside brackets. */
  write(value: Value): string;
}

/** The operation's fields by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

type KeysOf<F extends Fields, P extends Presence> = {
  [K in keyof F]: F[K] extends Field<unknown, infer Q> ? (Q extends P ? K : never) : never;
}[keyof F];
type ValueOf<F> = F extends Field<infer V> ? V : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** Complete, checked arguments: defaults filled in. */
export type ValuesOf<F extends Fields> = Flat<
  { [K in KeysOf<F, "required" | "defaulted">]: ValueOf<F[K]> } & { [K in KeysOf<F, "optional">]?: ValueOf<F[K]> }
>;
/** Arguments as a caller writes them: defaults may be left out. */
export type InputOf<F extends Fields> = Flat<
  { [K in KeysOf<F, "required">]: ValueOf<F[K]> } & {
    [K in KeysOf<F, "optional" | "defaulted">]?: ValueOf<F[K]> | undefined;
  }
>;

/** Makes a field optional: left out, it stays undefined. */
export function optional<V>(field: Field<V, "required">): Field<V, "optional"> {
  return { ...field, presence: "optional" };
}

/** Gives a field a default. */
export function withDefault<V>(field: Field<V, "required">, fallback: V): Field<V, "defaulted"> {
  return { ...field, presence: "defaulted", fallback };
}

/** A number as canonical text: at most 4 decimals, no exponent, no negative zero. */
export function writeNumber(value: number): string {
  return String(Math.round(value * 10_000) / 10_000 + 0);
}

/** A number from `min` to `max`, kept to 4 decimals so that equal plans have equal text. */
export function number(min: number, max: number): Field<number, "required"> {
  return {
    presence: "required",
    expected: `a number from ${min} to ${max}`,
    read: (value) =>
      typeof value === "number" && value >= min && value <= max ? Math.round(value * 10_000) / 10_000 + 0 : undefined,
    write: writeNumber,
  };
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Field<number, "required"> {
  return {
    presence: "required",
    expected: `a whole number from ${min} to ${max}`,
    read: (value) =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) + 0 : undefined,
    write: writeNumber,
  };
}

/** One of some words. */
export function oneOf<const W extends string>(...words: readonly W[]): Field<W, "required"> {
  return {
    presence: "required",
    expected: `one of ${words.join(", ")}`,
    read: (value) => words.find((word) => word === value),
    write: (value) => value,
  };
}

/** Some of some words, each at most once, in an order that matters. Never empty. */
export function someOf<const W extends string>(...words: readonly W[]): Field<readonly W[], "required"> {
  return {
    presence: "required",
    expected: `a list of ${words.join(", ")}, each at most once`,
    read: (value) => {
      if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length) return undefined;
      const known = value.map((item) => words.find((word) => word === item));
      return known.includes(undefined) ? undefined : (known as W[]);
    },
    write: (value) => value.join("+"),
  };
}

/** Yes or no. */
export const flag: Field<boolean, "required"> = {
  presence: "required",
  expected: "true or false",
  read: (value) => (typeof value === "boolean" ? value : undefined),
  write: (value) => (value ? "yes" : "no"),
};

/** A colour, always as eight lower-case hex digits `rrggbbaa`. `rgb` and `rrggbb`, with or without `#`, are read too. */
export const color: Field<string, "required"> = {
  presence: "required",
  expected: "a colour such as ffffff or ffffff80",
  read: (value) => {
    const hex = typeof value === "string" ? /^#?([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(value)?.[1] : undefined;
    if (hex === undefined) return undefined;
    const long = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
    return (long.length === 6 ? `${long}ff` : long).toLowerCase();
  },
  write: (value) => value,
};

/** A share of the picture's own side, at the step where it stands: `{ fraction: 0.5 }` is half of it. */
export interface Fraction {
  readonly fraction: number;
}
/** Pixels, or a share of the picture's side along the same axis. */
export type Length = number | Fraction;

/** True for a {@link Fraction}. */
export function isFraction(value: unknown): value is Fraction {
  return typeof value === "object" && value !== null && typeof (value as Fraction).fraction === "number";
}

/** A {@link Length} in pixels at the side it belongs to: rounded half up. */
export function toPixels(length: Length, side: number): number {
  return isFraction(length) ? Math.floor(length.fraction * side + 0.5) : length;
}

/** Whole pixels from `min` to `max`, or a share of at most `maxFraction` (the least share is `min`'s sign: 0 or minus that). */
export function length(min: number, max: number, maxFraction: number): Field<Length, "required"> {
  const pixels = integer(min, max);
  const share = number(min < 0 ? -maxFraction : 0.0001, maxFraction);
  return {
    presence: "required",
    expected: `whole pixels from ${min} to ${max}, or a fraction of the side up to ${maxFraction}`,
    read: (value) => {
      if (!isFraction(value)) return pixels.read(value);
      const fraction = share.read(value.fraction);
      return fraction === undefined ? undefined : { fraction };
    },
    write: (value) => (isFraction(value) ? `${writeNumber(value.fraction)}f` : writeNumber(value)),
  };
}

/** A ratio of sides, `[16, 9]`; each side is a number above 0 up to 10,000. */
export const aspect: Field<readonly [number, number], "required"> = {
  presence: "required",
  expected: "a ratio [width, height], each above 0 and at most 10000",
  read: (value) => {
    const side = number(0.0001, 10_000);
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [width, height] = value.map((item) => side.read(item));
    return width === undefined || height === undefined ? undefined : [width, height];
  },
  write: ([width, height]) => `${writeNumber(width)}:${writeNumber(height)}`,
};

/** A picture's four corners: top left, top right, bottom right, bottom left. */
export type Corners = readonly [Length, Length, Length, Length];

/** Four corner radii, each whole pixels or a share of the side up to 1. */
export const corners: Field<Corners, "required"> = {
  presence: "required",
  expected: "four radii, each whole pixels from 0 to 8192 or a fraction of the side up to 1",
  read: (value) => {
    if (!Array.isArray(value) || value.length !== 4) return undefined;
    const radius = length(0, 8192, 1);
    const read = value.map((item) => (item?.fraction === 0 ? 0 : radius.read(item)));
    return read.includes(undefined) ? undefined : (read as unknown as Corners);
  },
  write: (value) => value.map((item) => length(0, 8192, 1).write(item)).join("+"),
};

/** Well-formed text of 1 to `maxCharacters` characters without control characters but newlines; kept in NFC. */
export function text(maxCharacters: number): Field<string, "required"> {
  return {
    presence: "required",
    expected: `a text of 1 to ${maxCharacters} characters`,
    read: (value) => {
      if (typeof value !== "string" || value === "" || !value.isWellFormed() || /[^\P{Cc}\n]/u.test(value))
        return undefined;
      const normal = value.normalize("NFC");
      return [...normal].length <= maxCharacters ? normal : undefined;
    },
    write: (value) => `[${encodeURIComponent(value)}]`,
  };
}

/** A list of numbers from `min` to `max`, of one of the given lengths. */
export function numbers(min: number, max: number, ...lengths: readonly number[]): Field<readonly number[], "required"> {
  const one = number(min, max);
  return {
    presence: "required",
    expected: `a list of ${lengths.join(" or ")} numbers from ${min} to ${max}`,
    read: (value) => {
      if (!Array.isArray(value) || !lengths.includes(value.length)) return undefined;
      const read = value.map((item) => one.read(item));
      return read.includes(undefined) ? undefined : (read as number[]);
    },
    write: (value) => value.map(writeNumber).join("+"),
  };
}
