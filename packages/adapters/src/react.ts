import { createElement, type ComponentPropsWithoutRef, type ReactElement } from "react";
import { imageStyle } from "./image-style.ts";
import type { SignedPicture } from "./signed-picture.ts";

/** What {@link SignedImage} takes: a picture, and any other attribute of an `<img>`. */
export interface SignedImageProps extends Omit<ComponentPropsWithoutRef<"img">, "src" | "srcSet" | "width" | "height"> {
  /** What `signPicture` gave on the server. */
  readonly picture: SignedPicture;
  /** What it shows, for who does not see it; empty for mere decoration. */
  readonly alt: string;
  /** It is what the page is about: it is fetched at once, and first. Default: false, when it comes near the window. */
  readonly priority?: boolean;
}

/** `<SignedImage picture={picture} alt="…" />`, on the server and in browsers: its place is kept free, and nothing of it needs a script. */
export function SignedImage({
  picture,
  priority = false,
  style,
  sizes,
  ...attributes
}: SignedImageProps): ReactElement {
  return createElement("img", {
    loading: priority ? "eager" : "lazy",
    fetchPriority: priority ? "high" : "auto",
    decoding: "async",
    ...attributes,
    sizes: sizes ?? picture.sizes, // before `srcSet`, or Safari loads twice
    width: picture.width,
    height: picture.height,
    style: { ...imageStyle(picture), ...style },
    srcSet: picture.srcSet,
    src: picture.src,
  });
}
