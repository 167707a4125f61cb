/** The dialects of the table: set up, with the source their addresses name and what they always add. */
import { createHash } from "node:crypto";
import type { DialectSetup, Dialect, EncodeInput, Source } from "@intaglio/contract";
import { cloudflare } from "@intaglio/dialects/cloudflare";
import { cloudinary } from "@intaglio/dialects/cloudinary";
import { ipx } from "@intaglio/dialects/ipx";
import { uploadcare } from "@intaglio/dialects/uploadcare";
import type { ColumnName } from "./row.ts";

/** One dialect of the table. */
export interface Column {
  readonly dialect: Dialect;
  readonly source: Source;
  /** The address around the words. */
  path(said: string): string;
  /** Output settings that addresses without a word about them have. */
  readonly encode: EncodeInput;
}

const host = { deriveKey: (purpose: string): Uint8Array => createHash("sha256").update(purpose).digest() };
const id = "6f6e6c79-2074-4573-a420-64617461aa01";

function column(setup: DialectSetup, more: Omit<Column, "dialect">): Column {
  return { dialect: setup.create(host), ...more };
}

/** Every dialect of the table by name. */
export const columns: Readonly<Record<ColumnName, Column>> = {
  uploadcare: column(uploadcare(), {
    source: { kind: "file", id },
    path: (said) => `/${id}/${said}`,
    encode: {},
  }),
  cloudinary: column(cloudinary(), {
    source: { kind: "name", names: ["cat"] },
    path: (said) => `/demo/image/upload/${said}${said && "/"}cat`,
    encode: { format: "same" },
  }),
  cloudflare: column(cloudflare(), {
    source: { kind: "name", names: ["cat.jpg"] },
    path: (said) => `/cdn-cgi/image/${said}/cat.jpg`,
    encode: { format: "same", allowed: ["jpeg", "png", "gif"], quality: "better", metadata: "copyright" },
  }),
  ipx: column(ipx(), {
    source: { kind: "name", names: ["cat.jpg"] },
    path: (said) => `/_ipx/${said}/cat.jpg`,
    encode: { format: "same", background: "000000ff" },
  }),
};
