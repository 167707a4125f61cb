/** What the tests of this dialect share. */
import { createHash } from "node:crypto";
import {
  type Answer,
  type Command,
  type Delivery,
  type Dialect,
  type ErrorCode,
  type FileRecord,
  IntaglioError,
  type Project,
  type RequestFacts,
  type UploadAdmission,
} from "@intaglio/contract";
import { uploadcare } from "@intaglio/dialects/uploadcare";

export const id = "6f6e6c79-2074-4573-a420-64617461aa01";
export const otherId = "6f6e6c79-2074-4573-a420-64617461aa02";
/** The key of the reference's delivery vectors. */
export const deliveryKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
export const secretKey = "a-secret-key-for-tests-0123456789abcdef";
/** 2030-01-01, as in the reference's vectors. */
export const exp = 1_893_456_000;
export const now = 1_800_000_000;

export const host = { deriveKey: (purpose: string): Uint8Array => createHash("sha256").update(purpose).digest() };
export const dialect: Dialect = uploadcare({ secretKeys: [secretKey], deliveryKeys: [deliveryKey] }).create(host);

/** The server's own project, as the engine completes it. */
export const project: Project = {
  id: "",
  key: "demopublickey",
  secretKeys: [secretKey],
  deliveryKeys: [deliveryKey],
  name: "demopublickey",
  autoStore: true,
  uploads: "signed",
  delivery: "signed",
  backup: false,
  limits: {},
  origins: null,
};

/** Finds the project as the engine does. */
function identified(facts: RequestFacts, owner: Project): Project {
  const key = dialect.identify(facts);
  if (key !== owner.key) throw new IntaglioError("KEY_UNKNOWN", key, { hint: key });
  return owner;
}

/** An upload's admission, in the engine's order. */
export function intake(facts: RequestFacts, at: number, signed: boolean, owner = project): UploadAdmission {
  return dialect.intake(facts, at, { ...identified(facts, owner), uploads: signed ? "signed" : "open" });
}

/** A management request's command, in the engine's order. */
export function command(facts: RequestFacts, at = now): Command {
  return dialect.command(facts, at, identified(facts, project));
}

/** The answer to `/info/`. */
export function presentFile(file: FileRecord): Answer {
  const outcome = { kind: "file.inspect", command: { kind: "file.inspect", id: file.id }, result: file } as const;
  return dialect.present(outcome, request("/info/", { method: "GET" }), project);
}

/** Parses what stands after the id. */
export function read(rest: string): Delivery {
  return dialect.parse({ path: `/${id}/${rest}`, query: "" });
}

/** Writes a delivery, without the id. */
export function write(delivery: Delivery): string {
  return dialect.format(delivery).slice(id.length + 2);
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

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
}

/** A request's facts. */
export function request(
  url: string,
  { method = "POST", headers = {}, fields = {}, body = new Uint8Array(0) }: Asked = {},
): RequestFacts {
  const [path = "", query = ""] = url.split("?");
  const entries = Object.entries(fields).map(
    ([name, value]) => [name, typeof value === "string" ? [value] : value] as const,
  );
  const lowered = new Headers(headers);
  return { method, target: { path, query }, header: (name) => lowered.get(name), fields: new Map(entries), body };
}

export const record: FileRecord = {
  id,
  project: "",
  customId: null,
  origin: null,
  name: "WhatsApp Image 2023-06-26 at 8.56.32 AM.jpeg",
  statedType: "image/pjpeg",
  type: "image/jpeg",
  bytes: 12_345,
  sha256: "0".repeat(64),
  image: {
    format: "jpeg",
    width: 300,
    height: 200,
    pages: 1,
    orientation: 6,
    hasAlpha: false,
    colorMode: "RGB",
    dpi: [72, 72],
    location: { latitude: 1.5, longitude: -2.5 },
    takenAt: "2020-01-02T03:04:05",
    interlaced: false,
  },
  metadata: { subject: "cat" },
  tags: ["pet"],
  access: null,
  uploadedAt: 1,
  storedAt: 1,
  expiresAt: null,
  removedAt: null,
};

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
