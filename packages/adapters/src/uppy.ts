import type { UploadTicket } from "@intaglio/contract";
import { BasePlugin, type Body, type Meta, type PluginOpts, type Uppy, type UppyFile } from "@uppy/core";
import Tus, { type TusOptions } from "@uppy/tus";

/** What {@link IntaglioUpload} takes. */
export interface IntaglioUploadOptions<M extends Meta, B extends Body> extends PluginOpts {
  /** Where the app gives tickets: the address of what `toSignHandler` made, or a function. It is asked once for each upload. */
  readonly ticket: string | (() => Promise<UploadTicket>);
  /** Told of each file that is stored, with its id. */
  readonly onStored?: (fileId: string, file: UppyFile<M, B>) => void;
  /** More for the plugin `Tus`, such as `chunkSize` or `limit`. */
  readonly tus?: Omit<TusOptions<M, B>, "endpoint" | "headers" | "onBeforeRequest" | "allowedMetaFields">;
}

type Request = Parameters<NonNullable<TusOptions<Meta, Body>["onBeforeRequest"]>>[0];

/** A ticket that ends so soon is not used any more, milliseconds. */
const leastLifeMs = 30_000;

/**
 * `uppy.use(IntaglioUpload, { ticket: "/sign" })`: uploads by tus to a server that has the option `resumable: tus()`. Each file
 * gets a ticket of its own just before it begins; where there is none, it fails with the reason, and Uppy's Retry asks anew. What was broken off, also by a reload of the page, goes on where it was
 * when the same file is chosen again, or by the plugin GoldenRetriever.
 */
export class IntaglioUpload<M extends Meta, B extends Body> extends BasePlugin<IntaglioUploadOptions<M, B>, M, B> {
  /** Asked for to know where to upload to, and not used yet. */
  #spare: UploadTicket | undefined;

  constructor(uppy: Uppy<M, B>, options: IntaglioUploadOptions<M, B>) {
    super(uppy, options);
    this.id = options.id ?? "IntaglioUpload";
    this.type = "uploader";
  }

  override install(): void {
    const { tus } = this.opts;
    this.uppy.use(Tus<M, B>, {
      ...tus,
      onBeforeRequest: (request) => this.#authorize(request),
      onShouldRetry: (error, attempt, options, next) => {
        if (refusalIn(error)) return false; // asking the app again and again changes nothing
        return tus?.onShouldRetry ? tus.onShouldRetry(error, attempt, options, next) : next(error);
      },
      onError: (error) => {
        const refusal = refusalIn(error);
        if (refusal) error.message = refusal.message; // the reason alone: Uppy shows it beside the file
        tus?.onError?.(error);
      },
    });
    this.uppy.addPreProcessor(this.#direct);
    this.uppy.on("upload-success", this.#tell);
  }

  override uninstall(): void {
    this.uppy.off("upload-success", this.#tell);
    this.uppy.removePreProcessor(this.#direct);
    const tus = this.uppy.getPlugin("Tus");
    if (tus) this.uppy.removePlugin(tus);
  }

  /** Tells each file where to go. What throws here would leave Uppy without failed files, and so its Retry without any to try. */
  readonly #direct = async (fileIds: string[]): Promise<void> => {
    const files = (): UppyFile<M, B>[] => fileIds.flatMap((id) => this.uppy.getFile(id) ?? []); // some may be taken out meanwhile
    try {
      const ticket = await this.#takeTicket();
      const { resumable, fields } = ticket;
      if (resumable === undefined)
        throw new NoTicket("the server has no resumable uploads, its option `resumable: tus()`");
      this.#spare = ticket;
      for (const { id, meta, tus } of files() as (UppyFile<M, B> & { readonly tus?: object })[])
        this.uppy.setFileState(id, { meta: { ...meta, ...fields }, tus: { ...tus, endpoint: resumable } });
    } catch (error) {
      for (const file of files()) this.uppy.emit("upload-error", file, error as NoTicket);
    }
  };

  /** What begins an upload needs a ticket; what goes on with one has its address. */
  async #authorize(request: Request): Promise<void> {
    if (request.getMethod() !== "POST") return;
    const { headers } = await this.#takeTicket();
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
  }

  async #takeTicket(): Promise<UploadTicket> {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare && spare.expiresAt * 1000 > Date.now() + leastLifeMs) return spare;
    const { ticket } = this.opts;
    try {
      return await (typeof ticket === "string" ? askAt(ticket) : ticket());
    } catch (error) {
      throw new NoTicket(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  readonly #tell = (file: UppyFile<M, B> | undefined, { body }: { readonly body?: object | undefined }): void => {
    const { xhr } = (body ?? {}) as { readonly xhr?: XMLHttpRequest };
    const id = xhr?.getResponseHeader("Intaglio-File");
    if (file && id) this.opts.onStored?.(id, file);
  };
}

/** The app refused, or could not be asked. */
class NoTicket extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`No ticket for an upload: ${reason}`, options);
  }
}

/** Why an upload by tus got no ticket, if that is why it failed. */
function refusalIn(error: Error): NoTicket | undefined {
  const { causingError } = error as { readonly causingError?: unknown };
  return causingError instanceof NoTicket ? causingError : undefined;
}

async function askAt(address: string): Promise<UploadTicket> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify({ upload: true }) });
  if (answer.ok) return (await answer.json()) as UploadTicket;
  const isPage = answer.headers.get("content-type")?.startsWith("text/html");
  throw new Error(`${answer.status} ${isPage ? answer.statusText : await answer.text()}`);
}
