import { defineMiddleware } from "nitro";
import { toNitroHandler } from "intaglio/nitro";
import { media } from "../../media.ts";

export default defineMiddleware(toNitroHandler(media)); // it answers only the URLs it owns
