import { unsupported } from "../painter.ts";

export const overlay = unsupported("pictures cannot be laid on one another yet");
