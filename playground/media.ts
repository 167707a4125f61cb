/** What every small app here mounts. Keys and folders come from the environment, as in a real app. */
import { createIntaglio, type Intaglio } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";

/** For trying only: anybody can read it here. */
const developmentKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const { INTAGLIO_SECRET, INTAGLIO_DATA, INTAGLIO_BASE_PATH, INTAGLIO_UPLOADCARE_DELIVERY_KEY, PORT } = process.env;
const { INTAGLIO_UPLOAD_BYTES = "100000000", INTAGLIO_UPLOAD_TYPES = "image/*" } = process.env;

/** 0 takes any free port. */
export const port = Number(PORT ?? 3000);

/** The media server. Anybody may upload pictures; what goes out is signed. */
export const media: Intaglio = createIntaglio({
  secret: INTAGLIO_SECRET ?? "development-secret-of-the-intaglio-playground",
  dialects: [
    uploadcare({ publicKey: "demopublickey", deliveryKeys: [INTAGLIO_UPLOADCARE_DELIVERY_KEY ?? developmentKey] }),
  ],
  data: INTAGLIO_DATA ?? ".intaglio",
  basePath: INTAGLIO_BASE_PATH ?? "/",
  uploads: "open",
  limits: { uploadBytes: Number(INTAGLIO_UPLOAD_BYTES), uploadTypes: INTAGLIO_UPLOAD_TYPES.split(",") },
});

/** Says where the server is. */
export function greet(address: { readonly port: number } | string | null): void {
  if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
}
