/** What the tests of this dialect share. */
import { createHash } from "node:crypto";
import {
  IntaglioError,
  type Delivery,
  type Dialect,
  type ErrorCode,
  type FileRecord,
  type Hints,
  type RequestFacts,
  type Size,
  type Step,
} from "@intaglio/contract";
import { cloudinary } from "@intaglio/dialects/cloudinary";

export const id = "6f6e6c79-2074-4573-a420-64617461aa01";
export const otherId = "6f6e6c79-2074-4573-a420-64617461aa02";
export const secret = "a-secret-key-for-tests-0123456789abcdef";
export const tokenKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/** 2030-01-01. */
export const exp = 1_893_456_000;
export const now = 1_800_000_000;

const transformations = {
  jpg_with_quality_30: "f_jpg,q_30",
  small: "c_fill,h_100,w_100/e_sepia",
  sized: "c_limit,w_$size",
  "two words": "e_grayscale",
  loop: "t_loop",
  wide: "t_deep/t_deep/t_deep/t_deep",
  deep: "t_deeper/t_deeper/t_deeper/t_deeper",
  deeper: "t_small/t_small/t_small/t_small",
};
export const host = { deriveKey: (purpose: string): Uint8Array => createHash("sha256").update(purpose).digest() };
export const dialect: Dialect = cloudinary({ apiSecrets: [secret], authTokenKeys: [tokenKey], transformations }).create(
  host,
);

/** Parses what stands between the delivery type and a file's id. */
export function read(chain: string, hints: Hints = {}): Delivery {
  return dialect.parse({ path: `/demo/image/upload/${chain === "" ? "" : `${chain}/`}${id}`, query: "" }, hints);
}

/** Writes a delivery of that file, its transformation only. */
export function write(delivery: Delivery): string {
  return dialect.format(delivery).slice("/demo/image/upload/".length, -id.length).replace(/\/$/, "");
}

/** The code of what is thrown; undefined when nothing is. Anything but an IntaglioError is thrown on. */
export function codeOf(action: () => unknown): ErrorCode | undefined {
  return errorOf(action)?.code;
}

export function errorOf(action: () => unknown): IntaglioError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof IntaglioError) return error;
    throw error;
  }
}

/** A request's facts. */
export function request(url: string, method = "GET"): RequestFacts {
  const [path = "", query = ""] = url.split("?");
  return { method, target: { path, query }, header: () => null, fields: new Map(), body: new Uint8Array(0) };
}

export const record: FileRecord = {
  id,
  project: "",
  customId: null,
  origin: null,
  name: "cat.jpg",
  statedType: "image/jpeg",
  type: "image/jpeg",
  bytes: 12_345,
  sha256: "0".repeat(64),
  image: {
    format: "jpeg",
    width: 400,
    height: 300,
    pages: 1,
    orientation: 1,
    hasAlpha: false,
    colorMode: "RGB",
    dpi: null,
    location: null,
    takenAt: null,
    interlaced: false,
  },
  metadata: { stage: "new" },
  tags: ["pet", "sale"],
  access: null,
  uploadedAt: 1,
  storedAt: 1,
  expiresAt: null,
  removedAt: null,
};

/** The size after steps, of those that the tests use: a plain model of the engine's own. */
export function sizeAfter(steps: readonly Step[]): Size {
  let size: Size = record.image ?? { width: 1, height: 1 };
  for (const step of steps) {
    if (step.op === "rotate" && step.degrees % 180 === 90) size = { width: size.height, height: size.width };
    if (step.op !== "resize") continue;
    const side = (length: typeof step.width, own: number): number | undefined =>
      length === undefined || typeof length === "number" ? length : Math.round(length.fraction * own);
    const [width, height] = [side(step.width, size.width), side(step.height, size.height)];
    const factors = [(width ?? Infinity) / size.width, (height ?? Infinity) / size.height];
    const both = width !== undefined && height !== undefined;
    if (both && ["cover", "force", "pad"].includes(step.mode)) size = { width, height };
    else {
      const factor = step.mode === "outside" ? Math.max(...factors) : Math.min(...factors);
      const allowed = step.enlarge === "never" ? Math.min(1, factor) : factor;
      size = { width: Math.round(size.width * allowed), height: Math.round(size.height * allowed) };
    }
  }
  return size;
}

/** The delivery for the record above, where the address asks about it. */
export function resolve(delivery: Delivery): Delivery {
  return delivery.forFile ? delivery.forFile(record, sizeAfter) : delivery;
}

/** A seeded source of numbers from 0 up to 1 (mulberry32): the same run every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

export function whole(random: () => number, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}
