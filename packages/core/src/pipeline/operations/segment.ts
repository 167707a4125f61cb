import { unsupported } from "../painter.ts";

export const segment = unsupported("finding a picture's subject needs a model that is not part of this server");
