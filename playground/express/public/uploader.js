/** Uploadcare's File Uploader, set up for this server. */
// oxlint-disable-next-line import/no-absolute-path -- an address of this server
import * as components from "/file-uploader/uc-file-uploader-inline.min.js";
import { askSignature, readSettings } from "./api.js";
import { find, make } from "./dom.js";
import { describePolicies } from "./policies.js";
import { drawSeal } from "./seal.js";

find("seal").append(drawSeal(true));
const settings = await readSettings();
describePolicies(settings);

const config = find("config");
const attributes = { pubkey: settings.publicKey, "base-url": location.origin, "cdn-cname": location.origin };
if (settings.delivery !== "open")
  attributes["secure-delivery-proxy"] = `${location.origin}/api/uploader/preview?url={{previewUrl}}`;
for (const [name, value] of Object.entries(attributes)) config.setAttribute(name, value);
components.defineComponents(components);
if (settings.uploads === "signed") config.secureUploadsSignatureResolver = askSignature;

find("events").addEventListener("change", ({ detail: { successEntries, group } }) => {
  const rows = successEntries.map(({ name, uuid, cdnUrl }) => [make("a", { href: `/#/f/${uuid}` }, name), cdnUrl]);
  if (group) rows.push([`All ${group.filesCount}, as a group`, group.cdnUrl]);
  find("given").replaceChildren(
    ...rows.map(([name, url]) => make("li", {}, name, make("code", {}, url.slice(location.origin.length)))),
  );
});
