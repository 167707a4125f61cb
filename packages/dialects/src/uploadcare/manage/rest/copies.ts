/** `POST /files/local_copy/` and `POST /files/remote_copy/`: copies, with operations baked in where the source has some. */
import { endpoint, toJson, type Ask, type Endpoint } from "../endpoint.ts";
import { readFileAddress, type FileAddress } from "../file-address.ts";
import { checkKey, checkValue } from "../../intake/labels.ts";
import { basePathOf } from "../place.ts";
import { effectsOf } from "../upload/entries.ts";
import { detail, toRest, vendorType } from "./answer.ts";
import { readFlag, readObject } from "./body.ts";
import { presentFile } from "./file.ts";
import { readPattern } from "./pattern.ts";

const local = endpoint<"file.copy">({
  api: "rest",
  method: "POST",
  path: "/files/local_copy/",
  read(ask) {
    const body = readObject(ask.request);
    const { delivery } = readSource(body["source"], ask);
    const store = body["store"] === undefined ? false : readFlag(body["store"]);
    if (store === undefined) throw detail("`store` parameter should be `true` or `false`.");
    const metadata = body["metadata"] === undefined ? undefined : readMetadata(body["metadata"]);
    return { kind: "file.copy", source: delivery, store, ...(metadata && { metadata }) };
  },
  present: (file, _, { baseUrl }) => toRest({ type: "file", result: presentFile(file, baseUrl) }, 201),
});

const remote = endpoint<"file.export">({
  api: "rest",
  method: "POST",
  path: "/files/remote_copy/",
  read(ask) {
    const body = readObject(ask.request);
    const { delivery, segments } = readSource(body["source"], ask);
    const { target, pattern = "${default}" } = body;
    if (typeof target !== "string" || target === "") throw detail("`target` parameter is required.");
    const isPublic = body["make_public"] === undefined ? true : readFlag(body["make_public"]);
    if (isPublic === undefined) throw detail("`make_public` parameter should be `true` or `false`.");
    const key = readPattern(pattern, effectsOf(segments.slice(0, -1)));
    return { kind: "file.export", source: delivery, target, isPublic, key };
  },
  present: ({ bucket, key, isNew }) =>
    toJson(JSON.stringify({ type: "url", result: `s3://${bucket}/${key}` }), isNew ? 201 : 200, vendorType),
});

function readSource(source: unknown, { baseUrl }: Ask): FileAddress {
  if (source === undefined || source === "" || source === null) throw detail("`source` parameter is required.");
  const found = typeof source === "string" ? readFileAddress(source, basePathOf(baseUrl)) : undefined;
  if (!found || found.delivery.answer === "info") throw detail("Bad `source` parameter. Use UUID or CDN URL.");
  return found;
}

function readMetadata(given: unknown): Readonly<Record<string, string>> {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw detail("`metadata` must be an object.");
  const entries = Object.entries(given);
  if (entries.length > 50) throw detail("A file can not have more than 50 metadata keys.");
  for (const [key, value] of entries) {
    checkKey(key);
    if (typeof value !== "string") throw detail("Values of `metadata` must be strings.");
    checkValue(key, value);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The endpoints. */
export const copies: readonly Endpoint[] = [local, remote];
