import { unsupported } from "../painter.ts";

export const shadow = unsupported("it is not painted yet");
