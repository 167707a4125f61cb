/** What the tab in DevTools shows: only in development, and only to this machine. */
import { createError, defineEventHandler, getQuery, getRequestIP, setHeader } from "h3";
import { devtoolsPage } from "./devtools-page.ts";
import { useIntaglio } from "./intaglio.ts";

const pageSize = 48;

export default defineEventHandler(async (event) => {
  const address = getRequestIP(event) ?? "";
  if (!/^(::ffff:)?127\.|^::1$/.test(address))
    throw createError({ statusCode: 403, message: "The library is shown to this machine only." });
  const media = useIntaglio();
  const { after, url, accept } = getQuery(event);
  switch (event.path.split("?")[0]) {
    case "/_intaglio/devtools/library": {
      const page = await media.files.list({
        limit: pageSize,
        ...(typeof after === "string" && after ? { after } : {}),
      });
      const files = page.files.map(({ id, name, bytes, image }) => ({
        id,
        name,
        bytes,
        size: image ? `${image.width} x ${image.height}` : "",
        url: image ? media.url(id, [{ op: "resize", width: 160, height: 160 }]) : "",
      }));
      return { files, after: page.next };
    }
    case "/_intaglio/devtools/explain":
      return media.explain(String(url ?? ""), typeof accept === "string" ? { accept } : {});
    default:
      setHeader(event, "content-type", "text/html; charset=utf-8");
      return devtoolsPage;
  }
});
