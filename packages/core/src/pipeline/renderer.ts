/** The pipeline's public face: a source's bytes and a plan's steps go in, an encoded picture comes out. */
import { createInlineRenderer } from "./inline.ts";
import type { Renderer, RendererOptions } from "./job.ts";
import { createProcessRenderer } from "./processes.ts";

/** Starts a renderer. No process is started, and no sharp loaded, before the first job. */
export function createRenderer(options: RendererOptions): Renderer {
  return options.mode === "processes" ? createProcessRenderer(options) : createInlineRenderer(options);
}
