import { defineOperation } from "../operation.ts";

/** Turns the picture upright as its EXIF orientation says; without one nothing changes. Later steps see it upright. */
export const orient = defineOperation({ name: "orient", fields: {} });
