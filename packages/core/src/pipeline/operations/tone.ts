import { unsupported } from "../painter.ts";

export const tone = unsupported("it is not painted yet");
