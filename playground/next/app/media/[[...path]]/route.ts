import { toNextHandlers } from "intaglio/next";
import { media } from "@/lib/media";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(media);
