import { unsupported } from "../painter.ts";

export const border = unsupported("it is not painted yet");
