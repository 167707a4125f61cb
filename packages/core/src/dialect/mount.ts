/** From a URL to the dialect and route that answer it. */
import { IntaglioError, readTarget, type Dialect, type Route, type Target } from "@intaglio/contract";

/** A target that found its dialect. */
export interface Mounted {
  readonly dialect: Dialect;
  readonly route: Route;
  /** Below the mount: what the dialect reads and signatures cover. */
  readonly target: Target;
}

/**
 * Finds the dialect of a target, or undefined. `basePath` is empty or starts with a slash and has none at its end; it
 * matches whole segments, byte for byte, so no encoded character moves a target into the mount.
 */
export function mount(dialects: readonly Dialect[], basePath: string, target: Target): Mounted | undefined {
  if (!target.path.startsWith(`${basePath}/`)) return undefined;
  const below = { path: target.path.slice(basePath.length), query: target.query };
  for (const dialect of dialects) {
    const route = dialect.route(below.path);
    if (route) return { dialect, route, target: below };
  }
  return undefined;
}

/** The same where the target must be a picture's. Throws `ROUTE_UNKNOWN`. */
export function mountDelivery(dialects: readonly Dialect[], basePath: string, target: Target): Mounted {
  const mounted = mount(dialects, basePath, target);
  const names = dialects.map(({ name }) => name).join(", ");
  if (!mounted) throw new IntaglioError("ROUTE_UNKNOWN", `none of ${names} has such an address`);
  if (mounted.route.recipe !== "deliver") throw new IntaglioError("ROUTE_UNKNOWN", "it is no address of a picture");
  return mounted;
}

/**
 * The target that a request for an address would have. `publicUrl` may have a path, which the proxy in front cuts off.
 * Throws `TARGET_*`.
 */
export function targetOf(url: string, publicUrl: string): Target {
  return readTarget(publicUrl !== "" && url.startsWith(`${publicUrl}/`) ? url.slice(publicUrl.length) : url);
}

/** So many addresses are remembered. */
const maxKept = 2_000;

/**
 * {@link mount} for raw addresses, read by `read`; an address that was seen before gives the very same target, so that
 * what is known of a target can be kept with it. Throws what `read` throws.
 */
export function createMount(
  dialects: readonly Dialect[],
  basePath: string,
  read: (url: string) => Target,
): (url: string) => Mounted | undefined {
  const kept = new Map<string, Mounted>();
  return (url) => {
    const known = kept.get(url);
    if (known) return known;
    const mounted = mount(dialects, basePath, read(url));
    if (!mounted || mounted.route.recipe !== "deliver") return mounted;
    kept.set(url, mounted);
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break;
      kept.delete(oldest);
    }
    return mounted;
  };
}
