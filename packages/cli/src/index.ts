/** The command line behind `npx intaglio`. */
export { main } from "./main.ts";
export type { Terminal } from "./terminal.ts";
