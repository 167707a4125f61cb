/** What the playground's app is made from. */
import type { PlaygroundSettings } from "./settings.ts";

/** What `createApp` needs: where to listen is the server's business. */
export interface AppOptions extends Omit<PlaygroundSettings, "port" | "host" | "publicUrl"> {
  readonly publicUrl: string;
}
