import { unsupported } from "../painter.ts";

export const transparent = unsupported("it is not painted yet");
