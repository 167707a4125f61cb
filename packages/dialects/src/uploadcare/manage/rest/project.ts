/** `GET /project/`. */
import { endpoint } from "../endpoint.ts";
import { toRest } from "./answer.ts";

/** The endpoint. Nobody collaborates here but by the keys. */
export const project = endpoint<"project.read">({
  api: "rest",
  method: "GET",
  path: "/project/",
  read: () => ({ kind: "project.read" }),
  present: ({ key, name, autoStore }) =>
    toRest({ collaborators: [], name, pub_key: key, autostore_enabled: autoStore }),
});
