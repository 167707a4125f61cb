import { unsupported } from "../painter.ts";

export const shear = unsupported("it is not painted yet");
