/**
 * What the tab in DevTools shows: only in development, and only below this machine's own names, so that no page of another
 * site can have its name lead here. Nitro's development server hides the client's address.
 */
import { createError, defineEventHandler, getQuery, getRequestHost, setHeader } from "h3";
import { devtoolsPage } from "./devtools-page.ts";
import { useIntaglio } from "./intaglio.ts";

const pageSize = 48;

export default defineEventHandler(async (event) => {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(getRequestHost(event)))
    throw createError({ statusCode: 403, message: "Open DevTools by localhost: the library is shown there only." });
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
      return media.explain(typeof url === "string" ? url : "", typeof accept === "string" ? { accept } : {});
    default:
      setHeader(event, "content-type", "text/html; charset=utf-8");
      return devtoolsPage;
  }
});
