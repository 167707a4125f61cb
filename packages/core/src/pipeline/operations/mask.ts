import { unsupported } from "../painter.ts";

export const mask = unsupported("shapes cannot be cut out yet");
