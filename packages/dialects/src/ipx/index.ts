/** ipx's protocol, in the order in which a request meets it. */
import { defineDialect, type Dialect, type DialectHost, type DialectSetup } from "@intaglio/contract";
import { fail } from "./fail.ts";
import { format } from "./format.ts";
import { intake } from "./intake.ts";
import { identify, readCommand } from "./manage.ts";
import { checkOptions, completeOptions, type IpxOptions } from "./options.ts";
import { parse } from "./parse.ts";
import { presents, toHeaders } from "./present.ts";
import { route } from "./routes.ts";
import { createSigner } from "./sign.ts";

export type { IpxOptions } from "./options.ts";

/** The dialect `ipx`. Throws `OPTIONS_INVALID` naming every wrong option. */
export function ipx(options: IpxOptions = {}): DialectSetup {
  checkOptions(options);
  return defineDialect({ name: "ipx", create: (host) => create(options, host) });
}

function create(options: IpxOptions, host: DialectHost): Dialect {
  const settings = completeOptions(options, host);
  return {
    name: "ipx",
    route: (path) => route(path, settings.prefix),
    parse: (target) => parse(target, settings),
    format: (delivery) => format(delivery, settings),
    ...createSigner(settings.signingKeys, settings.prefix),
    ...intake,
    identify,
    command: readCommand,
    ...presents,
    fail,
    headers: toHeaders,
  };
}
