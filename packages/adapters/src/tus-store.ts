/** Our stores as `@tus/server` wants them. */
import type { Readable } from "node:stream";
import type { ResumableUploads } from "@intaglio/contract";
import { DataStore, Upload } from "@tus/server";

/** Uploads by their names. What begins an upload needs its request, so that is not done here. */
export class TusStore extends DataStore {
  readonly #uploads: ResumableUploads;

  constructor(uploads: ResumableUploads) {
    super();
    this.#uploads = uploads;
    this.extensions = ["creation", "creation-with-upload", "termination", "expiration"];
  }

  override async create(upload: Upload): Promise<Upload> {
    upload.creation_date = (await this.getUpload(upload.id)).creation_date;
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { bytes, offset, expiresAt } = await this.#uploads.find(id);
    const creation_date = new Date(expiresAt - this.#uploads.lifeMs).toISOString();
    return new Upload({ id, size: bytes, offset, creation_date });
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    return this.#uploads.append(id, offset, stream);
  }

  override remove(id: string): Promise<void> {
    return this.#uploads.drop(id);
  }

  override getExpiration(): number {
    return this.#uploads.lifeMs;
  }
}
