/**
 * Requests that must be answered alike, to the byte, by every framework: status, headers and body are those of plain Node.
 * Targets are made of a place, so that both mounts are asked.
 */
import { multipart, type Question } from "./exchange.ts";
import { signed, type Place } from "./place.ts";

/** By name. */
export const sameAnswers: Readonly<Record<string, (place: Place) => Question>> = {
  "a signed original": (at) => ({ path: signed(at, `/${at.photo.id}/`) }),
  "a signed rendition": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`) }),
  "a name behind it": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/photo.webp`) }),
  "an encoded slash in the name": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/a%2Fb.jpg`) }),
  "lower-case percent codes": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/%c3%a9%7e.jpg`) }),
  "a plus and a space": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/a+b%20c.jpg`) }),
  unsigned: (at) => ({ path: `${at.base}/${at.photo.id}/` }),
  edited: (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/`).replace("200x200", "201x200") }),
  expired: (at) => ({ path: signed(at, `/${at.photo.id}/`, 1_000_000_000) }),
  "a token that is no token": (at) => ({ path: `${at.base}/${at.photo.id}/?token=nonsense` }),
  "two tokens": (at) => ({ path: `${signed(at, `/${at.photo.id}/`)}&token=x` }),
  "a file that is not there": (at) => ({ path: signed(at, "/00000000-0000-4000-8000-000000000000/") }),
  "an unknown operation": (at) => ({ path: signed(at, `/${at.photo.id}/-/explode/`) }),
  "an argument out of range": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/0x0/`) }),
  "a path without its last slash": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200`) }),
  "a target of more than 4096 bytes": (at) => ({ path: `${at.base}/${at.photo.id}/-/preview/${"1".repeat(4100)}/` }),
  "the first bytes": (at) => ({ path: signed(at, `/${at.photo.id}/`), headers: { range: "bytes=0-99" } }),
  "the last bytes": (at) => ({ path: signed(at, `/${at.photo.id}/`), headers: { range: "bytes=-100" } }),
  "bytes beyond the end": (at) => ({ path: signed(at, `/${at.photo.id}/`), headers: { range: "bytes=99999999-" } }),
  "several ranges": (at) => ({ path: signed(at, `/${at.photo.id}/`), headers: { range: "bytes=0-1,5-6" } }),
  "a range of another version": (at) => ({
    path: signed(at, `/${at.photo.id}/`),
    headers: { range: "bytes=0-99", "if-range": '"other"' },
  }),
  "a range of a rendition": (at) => ({
    path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`),
    headers: { range: "bytes=10-19" },
  }),
  "unchanged, by any tag": (at) => ({
    path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`),
    headers: { "if-none-match": "*" },
  }),
  "unchanged, by its time": (at) => ({
    path: signed(at, `/${at.photo.id}/`),
    headers: { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" },
  }),
  "another version's tag": (at) => ({ path: signed(at, `/${at.photo.id}/`), headers: { "if-none-match": '"x"' } }),
  "the head of an original": (at) => ({ method: "HEAD", path: signed(at, `/${at.photo.id}/`) }),
  "the head of a rendition": (at) => ({
    method: "HEAD",
    path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`),
  }),
  "the head of a refusal": (at) => ({ method: "HEAD", path: `${at.base}/${at.photo.id}/` }),
  "a method that is not answered": (at) => ({ method: "DELETE", path: signed(at, `/${at.photo.id}/`) }),
  "a preflight for a picture": (at) => ({ method: "OPTIONS", path: signed(at, `/${at.photo.id}/`) }),
  "a preflight for an upload": (at) => ({
    method: "OPTIONS",
    path: `${at.base}/base/`,
    headers: { origin: "https://example.com", "access-control-request-method": "POST" },
  }),
  "auto, for a browser of today": (at) => ({
    path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/auto/`),
    headers: { accept: "image/avif,image/webp,*/*" },
  }),
  "auto, for an old browser": (at) => ({ path: signed(at, `/${at.photo.id}/-/preview/200x200/-/format/auto/`) }),
  "facts as JSON": (at) => ({ path: signed(at, `/${at.photo.id}/-/json/`) }),
  "facts of the upload API": (at) => ({ path: `${at.base}/info/?file_id=${at.photo.id}&pub_key=demopublickey` }),
  "an upload with a wrong key": (at) => ({
    method: "POST",
    path: `${at.base}/base/`,
    ...multipart([
      ["UPLOADCARE_PUB_KEY", "wrong"],
      ["file", at.photo.bytes, "a.jpg"],
    ]),
  }),
  "an upload without a file": (at) => ({
    method: "POST",
    path: `${at.base}/base/`,
    ...multipart([["UPLOADCARE_PUB_KEY", "demopublickey"]]),
  }),
  "an empty file": (at) => ({
    method: "POST",
    path: `${at.base}/base/`,
    ...multipart([
      ["UPLOADCARE_PUB_KEY", "demopublickey"],
      ["file", "", "a.jpg"],
    ]),
  }),
  "a file of a type that is not taken": (at) => ({
    method: "POST",
    path: `${at.base}/base/`,
    ...multipart([
      ["UPLOADCARE_PUB_KEY", "demopublickey"],
      ["file", "only words", "a.jpg", "image/jpeg"],
    ]),
  }),
  "an upload as JSON": (at) => ({
    method: "POST",
    path: `${at.base}/base/`,
    headers: { "content-type": "application/json" },
    body: "{}",
  }),
  "a compressed upload": (at) => {
    const { headers, body } = multipart([["UPLOADCARE_PUB_KEY", "demopublickey"]]);
    return { method: "POST", path: `${at.base}/base/`, headers: { ...headers, "content-encoding": "gzip" }, body };
  },
  "a multipart body without an end": (at) => {
    const { headers, body } = multipart([
      ["UPLOADCARE_PUB_KEY", "demopublickey"],
      ["file", at.photo.bytes, "a.jpg"],
    ]);
    const cut = body.subarray(0, -20);
    return {
      method: "POST",
      path: `${at.base}/base/`,
      headers: { ...headers, "content-length": String(cut.length) },
      body: cut,
    };
  },
  "a body that states no boundary": (at) => ({
    method: "POST",
    path: `${at.base}/base/`,
    headers: { "content-type": "multipart/form-data" },
    body: "x",
  }),
};
