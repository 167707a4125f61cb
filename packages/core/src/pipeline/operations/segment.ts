import { unsupported } from "../painter.ts";

export const segment = unsupported("finding a picture's subject needs a trained model, and none is built in");
