/** Uploads that can be gone on with, by the tus protocol 1.0.0: `@tus/server` between its clients and our stores. */
import { IntaglioError, type ResumableSetup, type ResumableUploads } from "@intaglio/contract";
import { Server, type ServerOptions } from "@tus/server";
import { createTusLocker } from "./tus-locker.ts";
import { TusStore } from "./tus-store.ts";
import { refuseWords } from "./tus-words.ts";

/** How {@link tus} is set up. */
export interface TusOptions {
  /** Where uploads begin, below the server's own path. Default: `/tus/`. */
  readonly path?: string;
}

/** The header of the finished upload's answer that holds the new file's id. */
const fileHeader = "Intaglio-File";

type Refusal = NonNullable<Awaited<ReturnType<NonNullable<ServerOptions["onResponseError"]>>>>;

/**
 * `createIntaglio({ resumable: tus() })`. Clients begin at `ticket.resumable` with the ticket's headers and, as metadata, its
 * fields, `filename` and `filetype`. Extensions: creation, creation-with-upload, termination, expiration. The file's id is
 * in the header `Intaglio-File` of whatever tells that the upload is whole. Throws `OPTIONS_INVALID` for a bad path.
 */
export function tus({ path = "/tus/" }: TusOptions = {}): ResumableSetup {
  if (!/^(\/[\w~-]+)+\/$/.test(path))
    throw new IntaglioError("OPTIONS_INVALID", `tus: path is ${JSON.stringify(path)}, expected a path such as /tus/`);
  return { path, create: (uploads, addressOf) => createTus(uploads, addressOf, path) };
}

function createTus(
  uploads: ResumableUploads,
  addressOf: (name: string) => string,
  path: string,
): (request: Request) => Promise<Response> {
  /** What requests have begun whose answer is not made yet. */
  const begun = new WeakMap<object, string>();
  const server = new Server({
    path: path.slice(0, -1),
    datastore: new TusStore(uploads),
    locker: createTusLocker(uploads),
    maxSize: uploads.maxBytes,
    allowedHeaders: ["Authorization"],
    exposedHeaders: [fileHeader],
    async namingFunction(request, metadata) {
      const name = await begin(uploads, request, metadata);
      begun.set(request, name);
      return name;
    },
    generateUrl: (_request, { id }) => addressOf(id),
    onUploadFinish: async (_request, { id }) => ({ headers: { [fileHeader]: await uploads.finish(id) } }),
    onResponseError: (_request, error) => refusal(error),
  });
  return async (request) => {
    const refused = refuseWords(request, path);
    if (refused) return refused;
    request.headers.delete("x-forwarded-proto"); // nothing here goes by it, yet a list of several would be refused
    const response = await server.handleWeb(request);
    const name = begun.get(request);
    if (name !== undefined && !response.headers.has("location")) await giveUp(uploads, name);
    // A client that comes back to an upload that is whole must learn its file's id, and a crash may have come before the file.
    if (request.method !== "HEAD" || response.status !== 200) return response;
    return finishWhole(uploads, request, response);
  };
}

/** Of an upload whose address nobody was told nothing stays, and its credential is good again. */
async function giveUp(uploads: ResumableUploads, name: string): Promise<void> {
  try {
    await uploads.drop(name);
  } catch (error) {
    const isOver = error instanceof IntaglioError && ["FILE_NOT_FOUND", "PARTS_COMPLETE"].includes(error.code);
    if (!isOver) throw error;
  }
}

async function finishWhole(uploads: ResumableUploads, request: Request, response: Response): Promise<Response> {
  const { headers } = response;
  if (headers.get("upload-offset") !== headers.get("upload-length")) return response;
  try {
    headers.set(fileHeader, await uploads.finish(request.url.slice(request.url.lastIndexOf("/") + 1)));
    return response;
  } catch (error) {
    headers.delete("upload-offset");
    return new Response(null, { status: refusal(error).status_code, headers });
  }
}

function begin(
  uploads: ResumableUploads,
  { headers }: Pick<Request, "headers">,
  metadata: Readonly<Record<string, string | null>> = {},
): Promise<string> {
  const fields = new Map(Object.entries(metadata).map(([name, value]) => [name, [value ?? ""]]));
  return uploads.begin({
    bytes: Number(headers.get("upload-length")),
    name: metadata["filename"] ?? metadata["name"] ?? undefined,
    statedType: metadata["filetype"] ?? metadata["type"] ?? undefined,
    fields,
    header: (name) => headers.get(name),
  });
}

/** The library's own errors know what to say; ours say why. */
function refusal(error: unknown): Refusal {
  if (!(error instanceof IntaglioError) && typeof error === "object" && error !== null && "status_code" in error)
    return error as Refusal;
  const { code, status, sentence, detail } =
    error instanceof IntaglioError ? error : new IntaglioError("INTERNAL", String(error));
  const text = detail.hint === undefined ? sentence : `${sentence} (${detail.hint})`;
  return { status_code: code === "QUEUE_FULL" ? 423 : status, body: `${text}\n` };
}
