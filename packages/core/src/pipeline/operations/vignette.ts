import { unsupported } from "../painter.ts";

export const vignette = unsupported("it is not painted yet");
