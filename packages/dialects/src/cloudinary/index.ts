/** Cloudinary's protocol, in the order in which a request meets it. */
import { defineDialect, type Dialect, type DialectHost, type DialectSetup } from "@intaglio/contract";
import { fail } from "./fail.ts";
import { formatWith } from "./format.ts";
import { makeTicket, readUpload } from "./intake.ts";
import { identify, readCommand } from "./manage.ts";
import { checkOptions, completeOptions, type CloudinaryOptions } from "./options.ts";
import { parseWith } from "./parse.ts";
import { present, presentInfo, presentUpload, toHeaders } from "./present.ts";
import { findRoute } from "./routes.ts";
import { createSigner } from "./sign.ts";
import { redact } from "./sign/signature.ts";

export type { CloudinaryOptions } from "./options.ts";

/** The dialect `cloudinary`. Throws `OPTIONS_INVALID` naming every wrong option. */
export function cloudinary(options: CloudinaryOptions = {}): DialectSetup {
  checkOptions(options);
  return defineDialect({ name: "cloudinary", create: (host) => create(options, host) });
}

function create(options: CloudinaryOptions, host: DialectHost): Dialect {
  const settings = completeOptions(options, host);
  return {
    name: "cloudinary",
    route: (path) => findRoute(path, settings),
    parse: (target, hints = {}) => parseWith(target, hints, settings),
    format: (delivery) => formatWith(delivery, settings),
    ...createSigner(settings),
    intake: readUpload,
    ticket: makeTicket,
    identify,
    command: readCommand,
    presentUpload,
    present,
    presentInfo,
    fail,
    redact,
    headers: toHeaders,
  };
}
