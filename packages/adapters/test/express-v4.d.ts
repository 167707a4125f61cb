/** Express 4 under a name of its own; the same as 5 as far as it is used here. */
declare module "express-v4" {
  export { default } from "express";
}
