import { readFile } from "node:fs/promises";
import { createIntaglio, preview } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";

const media = createIntaglio({
  secret: "an example's secret: yours is random and in the environment",
  dialects: [uploadcare()],
  data: process.argv[3] ?? ".intaglio",
});
const host = "http://localhost";
const ask = async (path: string): Promise<number> => (await media.fetch(new Request(host + path))).status;

// A ticket is for one upload.
const ticket = media.signUpload({ maxBytes: 1_000_000, types: ["image/*"] });
async function upload(): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.set(name, value);
  form.set("file", new File([await readFile(process.argv[2] ?? "photo.jpg")], "photo.jpg"));
  return await media.fetch(new Request(host + ticket.url, { method: "POST", headers: ticket.headers, body: form }));
}
const first = await upload();
const { file } = (await first.json()) as { file: string };
console.log("upload with a ticket:", first.status);
console.log("the same ticket again:", (await upload()).status);

// A signed URL is for what it says, until it ends.
const url = media.url(file, [preview(300, 300)], { expiresIn: 3600 });
console.log("as signed:", await ask(url));
console.log("another size:", await ask(url.replace("300x300", "3000x3000")));
console.log("the original under the same token:", await ask(url.replace("-/preview/300x300/", "")));
console.log("no token:", await ask(url.replace(/\?.*/, "")));
console.log("a later end:", await ask(url.replace(/exp=\d+/, "exp=9999999999")));

// With `reach: "file"` it is for any operation on that file.
const any = media.url(file, [], { reach: "file" });
console.log("any size of the file:", await ask(any.replace("/?", "/-/preview/64x64/?")));
await media.close();
