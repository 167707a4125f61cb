/** Uploadcare's protocol, in the order in which a request meets it. */
import { defineDialect, type Dialect, type DialectHost, type DialectSetup } from "@intaglio/contract";
import { fail } from "./fail.ts";
import { format } from "./format.ts";
import { createIntake } from "./intake.ts";
import { readCommand } from "./manage.ts";
import { checkOptions, completeOptions, type UploadcareOptions } from "./options.ts";
import { parse } from "./parse.ts";
import { presentFile, presentInfo, presentUpload, toHeaders } from "./present.ts";
import { route } from "./routes.ts";
import { createSigner } from "./sign.ts";

export type { UploadcareOptions } from "./options.ts";

/** The dialect `uploadcare`. Throws `OPTIONS_INVALID` naming every wrong option. */
export function uploadcare(options: UploadcareOptions = {}): DialectSetup {
  checkOptions(options);
  return defineDialect({ name: "uploadcare", create: (host) => create(options, host) });
}

function create(options: UploadcareOptions, host: DialectHost): Dialect {
  const settings = completeOptions(options, host);
  return {
    name: "uploadcare",
    route,
    parse,
    format,
    ...createSigner(settings.deliveryKeys),
    ...createIntake(settings),
    command: (request) => readCommand(request, settings.publicKey),
    presentUpload,
    presentFile,
    presentInfo,
    fail,
    headers: toHeaders,
  };
}
