import { unsupported } from "../painter.ts";

export const outline = unsupported("it is not painted yet");
