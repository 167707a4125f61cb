/** Cloudflare's protocol, in the order in which a request meets it. */
import { defineDialect, type Dialect, type DialectHost, type DialectSetup } from "@intaglio/contract";
import { fail } from "./fail.ts";
import { format } from "./format.ts";
import { intake } from "./intake.ts";
import { identify, readCommand } from "./manage.ts";
import { checkOptions, completeOptions, type CloudflareOptions } from "./options.ts";
import { parse } from "./parse.ts";
import { present, presentInfo, presentUpload, toHeaders } from "./present.ts";
import { route } from "./routes.ts";
import { createSigner } from "./sign.ts";

export type { CloudflareOptions } from "./options.ts";

/** The dialect `cloudflare`. Throws `OPTIONS_INVALID` naming every wrong option. */
export function cloudflare(options: CloudflareOptions = {}): DialectSetup {
  checkOptions(options);
  return defineDialect({ name: "cloudflare", create: (host) => create(options, host) });
}

function create(options: CloudflareOptions, host: DialectHost): Dialect {
  const settings = completeOptions(options, host);
  return {
    name: "cloudflare",
    route: (path) => route(path, settings),
    parse: (target, hints) => parse(target, settings, hints),
    format: (delivery) => format(delivery, settings),
    ...createSigner(settings.signingKeys, settings),
    ...intake,
    identify,
    command: readCommand,
    presentUpload,
    present,
    presentInfo,
    fail: (error, request) => fail(error, request, settings),
    headers: toHeaders,
  };
}
