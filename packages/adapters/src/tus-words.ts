/** What tus 1.0.0 says of a request by its method, its address and its headers alone, where `@tus/server` says another thing or nothing. */

const version = "1.0.0";
const partType = "application/offset+octet-stream";

/** Of answers that `@tus/server` does not make; other origins may read them, as they may read its own. */
const headers = {
  "Tus-Resumable": version,
  "Tus-Version": version,
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Tus-Resumable, Tus-Version, Allow",
};

/** The answer to a request that is refused before anything is looked up; undefined for one that may go on. `path` is where uploads begin. */
export function refuseWords({ method, url, headers: given }: Request, path: string): Response | undefined {
  if (method === "OPTIONS" || method === "GET") return undefined;
  if (given.get("tus-resumable") !== version) return refuse(412, `Tus-Resumable must be ${version}.`);
  if (given.has("upload-checksum")) return refuse(501, "Upload-Checksum: checksums are not offered here.");
  if (method === "PATCH" && given.get("content-type") !== partType)
    return refuse(415, `Content-Type must be ${partType}.`);
  if (method === "POST" && !`${new URL(url).pathname.replace(/\/$/, "")}/`.endsWith(path))
    return refuse(405, "Uploads begin one level higher.", { Allow: "HEAD, PATCH, DELETE, OPTIONS" });
  return undefined;
}

function refuse(status: number, sentence: string, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${sentence}\n`, { status, headers: { ...headers, ...more } });
}
