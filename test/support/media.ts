/** A real server in this process, with its data in a folder of its own, and requests to it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIntaglio, type Intaglio, type IntaglioOptions, type Logger } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";

export const publicKey = "demopublickey";
export const secretKey = "media-kit-secret";
export const deliveryKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/** A server for one test, and what it logged. */
export interface TestMedia {
  readonly media: Intaglio<string>;
  readonly folder: string;
  readonly log: { level: string; message: string; fields: Record<string, unknown> }[];
  /** Asks by path; nothing is decoded or normalised on the way. */
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** Uploads by multipart and gives the answer. */
  post(file: Uint8Array, options?: PostOptions): Promise<Response>;
  /** Uploads and gives the new file's id. */
  upload(file: Uint8Array, options?: PostOptions): Promise<string>;
  close(): Promise<void>;
}

export interface PostOptions {
  readonly name?: string;
  readonly type?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

export async function createTestMedia(options: Partial<IntaglioOptions<string>> = {}): Promise<TestMedia> {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-test-"));
  const log: TestMedia["log"] = [];
  const note =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void log.push({ level, message, fields: { ...fields } });
  const logger: Logger = { info: note("info"), warn: note("warn"), error: note("error") };
  const media: Intaglio<string> = createIntaglio({
    secret: "a secret for tests that is long enough",
    dialects: [uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey] })],
    data: folder,
    uploads: "open",
    logger,
    ...options,
  });
  await media.ready();
  const post = (
    file: Uint8Array,
    { name = "photo.jpg", type = "image/jpeg", fields = {}, headers = {}, query = "" }: PostOptions = {},
  ) => {
    const form = new FormData();
    form.set("file", new File([file as never], name, { type }));
    for (const [key, value] of Object.entries({ UPLOADCARE_PUB_KEY: publicKey, ...fields })) form.append(key, value);
    return media.fetch(new Request(`http://media.test/base/${query}`, { method: "POST", body: form, headers }));
  };
  return {
    media,
    folder,
    log,
    get: (path, headers = {}, method = "GET") => media.fetch(rawRequest(path, method, headers)),
    post,
    async upload(file, given) {
      const response = await post(file, given);
      if (response.status !== 200) throw new Error(`upload: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { file: string }).file;
    },
    async close() {
      await media.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A request whose URL is exactly this: the standard one would normalise dots, escapes and slashes away. */
function rawRequest(path: string, method: string, headers: Record<string, string>): Request {
  const request = new Request("http://media.test/", { method, headers });
  Object.defineProperty(request, "url", { value: `http://media.test${path}` });
  return request;
}

/** A photograph-like JPEG of a size, different for each seed, without any dependence on files. */
export async function makePhoto(width = 320, height = 240, seed = 1): Promise<Buffer> {
  const small = Buffer.alloc(8 * 6 * 3);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < small.length; at += 1) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    small[at] = state / 16_777_216;
  }
  return sharp(small, { raw: { width: 8, height: 6, channels: 3 } })
    .resize(width, height, { kernel: "cubic", fit: "fill" })
    .jpeg({ quality: 90 })
    .toBuffer();
}
