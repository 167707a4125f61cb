import "server-only"; // a page that takes this to the browser does not build

export { media } from "./media-server";
