import { unsupported } from "../painter.ts";

export const texture = unsupported("it is not painted yet");
