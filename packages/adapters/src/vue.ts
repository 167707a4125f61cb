import { defineComponent, h, type PropType } from "vue";
import { imageStyle } from "./image-style.ts";
import type { SignedPicture } from "./signed-picture.ts";

/**
 * `<SignedImage :picture="picture" alt="…" />`, on the server and in browsers: its place is kept free. `picture` is what
 * `signPicture` gave on the server. `priority`: it is what the page is about, fetched at once and first; by default it is
 * fetched when it comes near the window. Other attributes are those of an `<img>`.
 */
export const SignedImage = defineComponent({
  name: "SignedImage",
  props: {
    picture: { type: Object as PropType<SignedPicture>, required: true },
    /** What it shows, for who does not see it; empty for mere decoration. */
    alt: { type: String, required: true },
    priority: { type: Boolean, default: false },
  },
  setup(props) {
    return () => {
      const { picture, alt, priority } = props;
      return h("img", {
        alt,
        loading: priority ? "eager" : "lazy",
        fetchpriority: priority ? "high" : "auto",
        decoding: "async",
        sizes: picture.sizes, // before `srcset`, or Safari loads twice
        width: picture.width,
        height: picture.height,
        style: imageStyle(picture),
        srcset: picture.srcSet,
        src: picture.src,
      });
    };
  },
});
