import { unsupported } from "../painter.ts";

export const recolor = unsupported("it is not painted yet");
