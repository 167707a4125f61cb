import { unsupported } from "../painter.ts";

export const opacity = unsupported("it is not painted yet");
