/** Uploadcare's delivery addresses, both ways; runs in a browser and holds no keys. */
export { format, parse } from "@intaglio/dialects/uploadcare/url";
