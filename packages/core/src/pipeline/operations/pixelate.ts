import { unsupported } from "../painter.ts";

export const pixelate = unsupported("it is not painted yet");
