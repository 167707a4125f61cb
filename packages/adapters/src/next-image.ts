import type { ComponentPropsWithoutRef, ReactElement } from "react";
import { SignedImage } from "./react.ts";
import { signPicture, type PictureOptions, type PictureSource } from "./signed-picture.ts";

type ImageAttributes = Omit<ComponentPropsWithoutRef<"img">, "src" | "srcSet" | "placeholder" | keyof PictureOptions>;

/** What {@link IntaglioImage} takes: a picture, how it is shown, and any other attribute of an `<img>`. */
export interface IntaglioImageProps extends PictureOptions, ImageAttributes {
  readonly media: PictureSource | (() => PictureSource);
  /** The file's id. */
  readonly file: string;
  /** What it shows, for who does not see it; empty for mere decoration. */
  readonly alt: string;
}

/**
 * `<IntaglioImage media={media} file={id} alt="…" width={800} />`, a Server Component: an `<img>` whose addresses are all
 * signed on the server, whose place is kept free, and nothing of which needs a script. It shows nothing where there is no
 * such picture. Who may see the page may see the picture: decide before you render it. Throws as {@link signPicture} does.
 */
export async function IntaglioImage({
  media,
  file,
  width,
  height,
  sizes,
  plan,
  placeholder,
  expiresIn,
  ...attributes
}: IntaglioImageProps): Promise<ReactElement | null> {
  const given = { width, height, sizes, plan, placeholder, expiresIn };
  const options = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as PictureOptions;
  const picture = await signPicture(typeof media === "function" ? media() : media, file, options);
  if (!picture) return null;
  return SignedImage({ ...attributes, picture });
}
