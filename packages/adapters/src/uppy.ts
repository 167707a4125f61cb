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
 * gets a ticket of its own just before it begins. What was broken off, also by a reload of the page, goes on where it was
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
    const onBeforeRequest = (request: Request): Promise<void> => this.#authorize(request);
    this.uppy.use(Tus<M, B>, { ...this.opts.tus, onBeforeRequest });
    this.uppy.addPreProcessor(this.#direct);
    this.uppy.on("upload-success", this.#tell);
  }

  override uninstall(): void {
    this.uppy.off("upload-success", this.#tell);
    this.uppy.removePreProcessor(this.#direct);
    const tus = this.uppy.getPlugin("Tus");
    if (tus) this.uppy.removePlugin(tus);
  }

  /** Tells each file where to go. */
  readonly #direct = async (fileIds: string[]): Promise<void> => {
    const ticket = await this.#takeTicket();
    const { resumable, fields } = ticket;
    if (resumable === undefined)
      throw new Error("The server has no resumable uploads: its option is `resumable: tus()`.");
    this.#spare = ticket;
    for (const id of fileIds) {
      const { meta, tus } = this.uppy.getFile(id) as UppyFile<M, B> & { readonly tus?: object };
      this.uppy.setFileState(id, { meta: { ...meta, ...fields }, tus: { ...tus, endpoint: resumable } });
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
    return typeof ticket === "string" ? askAt(ticket) : ticket();
  }

  readonly #tell = (file: UppyFile<M, B> | undefined, { body }: { readonly body?: object | undefined }): void => {
    const { xhr } = (body ?? {}) as { readonly xhr?: XMLHttpRequest };
    const id = xhr?.getResponseHeader("Intaglio-File");
    if (file && id) this.opts.onStored?.(id, file);
  };
}

async function askAt(address: string): Promise<UploadTicket> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify({ upload: true }) });
  if (!answer.ok) throw new Error(`No ticket for an upload: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as UploadTicket;
}
