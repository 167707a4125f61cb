/** A few pixels of a picture, blurred, inside the page. */

/** More is not worth it, bytes: it would be a picture of its own. */
const maxBytes = 2_000;
const maxKept = 1_000;

/** Those made last, by the address of their pixels without its token. */
const made = new Map<string, Promise<string | undefined>>();

/**
 * A `data:` address of an SVG that shows the picture at `address` blurred, in this shape; undefined where the server does
 * not give it out for the address alone.
 */
export function makePlaceholder(
  media: { fetch(request: Request): Promise<Response> },
  address: string,
  shape: { readonly width: number; readonly height: number },
): Promise<string | undefined> {
  const key = `${address.split("?", 1)[0] ?? ""} ${shape.width}x${shape.height}`;
  const known = made.get(key);
  if (known) return known;
  const making = draw(media, address, shape);
  made.set(key, making);
  making.then(
    (drawn) => drawn ?? made.delete(key),
    () => made.delete(key),
  ); // another time it may work
  for (const oldest of made.keys()) {
    if (made.size <= maxKept) break;
    made.delete(oldest);
  }
  return making;
}

async function draw(
  media: { fetch(request: Request): Promise<Response> },
  address: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<string | undefined> {
  const answer = await media.fetch(
    new Request(new URL(address, "http://localhost"), { headers: { accept: "image/webp" } }),
  );
  const type = answer.headers.get("content-type") ?? "";
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok || bytes.byteLength > maxBytes || !/^image\/[a-z]+$/.test(type)) return undefined;
  const pixels = `data:${type};base64,${bytes.toString("base64")}`;
  const blur = `<filter id="b" x="0" y="0" width="1" height="1"><feGaussianBlur stdDeviation="${width / 24}" edgeMode="duplicate"/></filter>`;
  const picture = `<image width="100%" height="100%" preserveAspectRatio="none" filter="url(#b)" href="${pixels}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${blur}${picture}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
