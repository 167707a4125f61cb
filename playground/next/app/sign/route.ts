import { toSignHandler } from "intaglio/next";
import { media } from "@/lib/media";
import { isLoggedIn } from "@/lib/session";

export const POST = toSignHandler(media, {
  authorize: (request, wish) => wish.kind === "upload" && isLoggedIn(request),
  upload: { maxBytes: 100_000_000, types: ["image/*"] },
});
