/** Uploadcare's protocol, in the order in which a request meets it. */
import { defineDialect, type Dialect, type DialectHost, type DialectSetup } from "@intaglio/contract";
import { fail } from "./fail.ts";
import { format } from "./format.ts";
import { makeTicket, readPermit, readUpload } from "./intake.ts";
import { identify, present, readCommand, type Surroundings } from "./manage.ts";
import { toAbsolute } from "./manage/place.ts";
import { checkOptions, completeOptions, keyOfHost, type UploadcareOptions } from "./options.ts";
import { parse } from "./parse.ts";
import { readGroupRequest } from "./parse/group.ts";
import { presentInfo, presentUpload, toHeaders } from "./present.ts";
import { toWebhook } from "./manage/rest/webhook.ts";
import { route } from "./routes.ts";
import { uploadPath } from "./intake/upload-path.ts";
import { createSigner } from "./sign.ts";
import { readPartAddress, redact } from "./manage/upload/part-address.ts";
import { presentGroupList } from "./manage/upload/group.ts";

export type { UploadcareOptions } from "./options.ts";

/** The dialect `uploadcare`. Throws `OPTIONS_INVALID` naming every wrong option. */
export function uploadcare(options: UploadcareOptions = {}): DialectSetup {
  checkOptions(options);
  return defineDialect({ name: "uploadcare", create: (host) => create(options, host) });
}

function create(options: UploadcareOptions, host: DialectHost): Dialect {
  const own = completeOptions(options, host);
  const around: Surroundings = { baseUrl: host.baseUrl ?? "", checkUpload: readPermit };
  return {
    name: "uploadcare",
    ownProject: own,
    keyOfHost: (host) => keyOfHost(host, options),
    route,
    parse,
    format,
    ...createSigner(own),
    identify: (request) => identify(request, own.key),
    intake: readUpload,
    uploadPath,
    ticket: (limits, now, expiresAt, project = own) => makeTicket(limits, now, expiresAt, project),
    command: (request, now, project) => readCommand(request, now, project, around),
    part: ({ path }) => readPartAddress(path),
    groups: { parse: readGroupRequest, present: (group) => presentGroupList(group, toAbsolute(around.baseUrl)) },
    presentUpload,
    present: (outcome, request, project) => present(outcome, request, project, around),
    presentInfo,
    notify: (notice) => toWebhook(notice, toAbsolute(around.baseUrl)),
    fail,
    redact,
    headers: toHeaders,
  };
}
