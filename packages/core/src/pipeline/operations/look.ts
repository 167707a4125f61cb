import { unsupported } from "../painter.ts";

export const look = unsupported("it is not painted yet");
