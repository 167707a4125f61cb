import type { UploadLimits, UploadTicket } from "@intaglio/contract";

/** The parts of a server that are used. */
export interface UploadTarget {
  fetch(request: Request): Promise<Response>;
  signUpload(options?: UploadLimits): UploadTicket;
}

/**
 * Stores what a form brought, for Server Actions: `await storeUpload(media, formData.get("photo"))` gives the file's id. It is
 * judged as any upload is. Next takes forms of 1 MB at most, unless `serverActions.bodySizeLimit` says otherwise, and holds
 * them in memory: large files are better sent to the server itself, with a ticket. Throws an `Error` that says what was
 * refused; a form's empty file field is refused as empty.
 */
export async function storeUpload(
  media: UploadTarget | (() => UploadTarget),
  file: FormDataEntryValue | null,
  limits: UploadLimits = {},
): Promise<string> {
  if (!(file instanceof Blob)) throw new TypeError("the form has no file of this name");
  const server = typeof media === "function" ? media() : media;
  const { url, headers, fields } = server.signUpload(limits);
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set("file", file);
  const request = new Request(new URL(url, "http://localhost"), { method: "POST", headers: { ...headers }, body });
  const answer = await server.fetch(request);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the upload was refused: ${text.slice(0, 200)}`);
  return (JSON.parse(text) as { readonly file: string }).file;
}
