import { createIntaglio } from "intaglio";
import { oncePerProcess } from "intaglio/next";
import { tus } from "intaglio/tus";
import { uploadcare } from "intaglio/uploadcare";
import { isLoggedIn } from "./session";

/** For trying only: anybody can read it here. */
const developmentKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/** The media server. Nothing starts while Next builds: the first request makes it, and all routes share it. */
export const media = oncePerProcess("media", () => {
  const { INTAGLIO_SECRET, INTAGLIO_DATA, INTAGLIO_BASE_PATH, INTAGLIO_UPLOADCARE_DELIVERY_KEY } = process.env;
  const { INTAGLIO_UPLOADS, INTAGLIO_UPLOAD_BYTES = "100000000", INTAGLIO_UPLOAD_TYPES = "image/*" } = process.env;
  return createIntaglio({
    secret: INTAGLIO_SECRET ?? "development-secret-of-the-intaglio-playground",
    dialects: [
      uploadcare({ publicKey: "demopublickey", deliveryKeys: [INTAGLIO_UPLOADCARE_DELIVERY_KEY ?? developmentKey] }),
    ],
    data: INTAGLIO_DATA ?? ".intaglio",
    basePath: INTAGLIO_BASE_PATH ?? "/media", // where the route handler is
    access: ({ request, file }) => (file.tags.includes("private") ? isLoggedIn(request) : undefined),
    resumable: tus(), // uploads that go on where they were broken off
    uploads: INTAGLIO_UPLOADS === "open" ? "open" : "signed",
    limits: { uploadBytes: Number(INTAGLIO_UPLOAD_BYTES), uploadTypes: INTAGLIO_UPLOAD_TYPES.split(",") },
  });
});
