import { unsupported } from "../painter.ts";

export const linear = unsupported("it is not painted yet");
