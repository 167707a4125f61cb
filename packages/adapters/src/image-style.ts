/** How a signed picture stands in its page. */
import type { SignedPicture } from "./signed-picture.ts";

/** Never wider than its place, in its own shape; until it comes, its placeholder stands behind it. */
export function imageStyle({ placeholder }: SignedPicture): Readonly<Record<string, string>> {
  const behind = placeholder && { backgroundImage: `url("${placeholder}")`, backgroundSize: "cover" };
  return { maxWidth: "100%", height: "auto", ...behind };
}
