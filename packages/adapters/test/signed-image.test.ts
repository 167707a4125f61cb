/** The same picture in React and in Vue, as their servers write it. */
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { SignedImage as ReactImage } from "../src/react.ts";
import { SignedImage as VueImage } from "../src/vue.ts";

const picture = {
  src: "/a/-/resize/400x/?token=x",
  srcSet: "/a/-/resize/400x/?token=x 400w, /a/-/resize/800x/?token=y 800w",
  sizes: "(max-width: 400px) 100vw, 400px",
  width: 400,
  height: 300,
  placeholder: "data:image/svg+xml,%3Csvg/%3E",
};

/** Attributes by name, however they are written. */
function attributesOf(html: string): Record<string, string> {
  const found = [...html.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name.toLowerCase(),
    value.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replace(/;\s*$/, "").replaceAll(/; +/g, ";"),
  ]);
  return Object.fromEntries(found) as Record<string, string>;
}

const ways = {
  react: async (given: object) => renderToStaticMarkup(createElement(ReactImage, { picture, alt: "A & B", ...given })),
  vue: async (given: object) =>
    renderToString(createSSRApp({ render: () => h(VueImage, { picture, alt: "A & B", ...given }) })),
};

test.each(Object.entries(ways))("%s keeps its place free, and takes what else an image has", async (_, render) => {
  const attributes = attributesOf(await render({ id: "x" }));
  expect(attributes).toMatchObject({
    src: picture.src,
    srcset: picture.srcSet,
    sizes: picture.sizes,
    width: "400",
    height: "300",
    alt: "A & B",
    loading: "lazy",
    id: "x",
  });
  expect(attributes["style"]?.replaceAll(": ", ":")).toContain("max-width:100%;height:auto");
  expect(attributes["style"]).toContain(picture.placeholder);
  const [sizes, srcset] = ["sizes=", "srcset="].map((name) => renderOrder(attributes, name));
  expect(Number(sizes)).toBeLessThan(Number(srcset));
  expect(attributesOf(await render({ priority: true }))).toMatchObject({ loading: "eager", fetchpriority: "high" });
});

function renderOrder(attributes: Readonly<Record<string, string>>, name: string): number {
  return Object.keys(attributes).indexOf(name.slice(0, -1));
}
