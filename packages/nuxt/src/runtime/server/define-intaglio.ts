import type { IntaglioOptions } from "intaglio";
import type { ImageModifiers } from "../image-key.ts";

/** What a browser asks to have signed. */
export interface SigningRequest {
  /** The request's event, of h3 1: who asks is in its cookies or headers. */
  readonly event: unknown;
  readonly fileId: string;
  readonly modifiers: ImageModifiers;
}

/** The app's own part of the set-up. */
export interface IntaglioApp {
  /** Options that are no data, such as `blobs` or `logger`. They go before those of `nuxt.config`. */
  readonly options?: Partial<IntaglioOptions>;
  /** Whether a browser may have this address signed. Default: nobody may, and pages show what the server signed for them. */
  readonly maySign?: (request: SigningRequest) => boolean | Promise<boolean>;
}

/** The default export of `server/intaglio.ts`. */
export function defineIntaglio(app: IntaglioApp): IntaglioApp {
  return app;
}
