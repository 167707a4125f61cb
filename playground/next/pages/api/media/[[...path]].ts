import { toNextApiHandler } from "intaglio/next";
import { media } from "@/lib/media-server"; // `server-only` is for the App Router alone

export const config = { api: { bodyParser: false, externalResolver: true } };

export default toNextApiHandler(media);
