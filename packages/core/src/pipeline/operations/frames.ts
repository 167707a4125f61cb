import { unsupported } from "../painter.ts";

export const frames = unsupported("it is not painted yet");
