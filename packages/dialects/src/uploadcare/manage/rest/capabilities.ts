/**
 * `/addons/` and `/convert/`: none of these capabilities is installed, and each address says so as the service does for
 * a project that has it switched off.
 */
import { endpoint, toJson, type Ask, type Endpoint } from "../endpoint.ts";
import { readFileAddress } from "../file-address.ts";
import { basePathOf } from "../place.ts";
import { detail } from "./answer.ts";
import { readObject } from "./body.ts";
import { readId } from "./files.ts";

const addons = [
  "uc_clamav_virus_scan",
  "aws_rekognition_detect_labels",
  "aws_rekognition_detect_moderation_labels",
  "remove_bg",
];

const execute = endpoint<"project.read">({
  api: "rest",
  method: "POST",
  path: "/addons/*/execute/",
  read({ parts: [name = ""], request }) {
    checkAddon(name);
    const { target } = readObject(request);
    if (typeof target !== "string") throw detail("`target` parameter is required.");
    throw detail("Not allowed on your current plan.", "CAPABILITY_MISSING");
  },
  present: () => toJson({}),
});

/** Nothing was ever begun. */
const addonStatus = endpoint<"project.read">({
  api: "rest",
  method: "GET",
  path: "/addons/*/execute/status/",
  read({ parts: [name = ""], fields }) {
    checkAddon(name);
    if (!fields.get("request_id")?.at(-1)) throw detail("`request_id` parameter is required.");
    return { kind: "project.read" };
  },
  present: () => toJson({ status: "unknown" }),
});

function checkAddon(name: string): void {
  if (!addons.includes(name)) throw detail("Not found.", "ROUTE_UNKNOWN");
}

function convert(what: "document" | "video"): Endpoint {
  return endpoint<"project.read">({
    api: "rest",
    method: "POST",
    path: `/convert/${what}/`,
    read(ask) {
      readPaths(ask);
      return { kind: "project.read" };
    },
    present: (_, __, ask) => toJson({ result: [], problems: problemsOf(ask, what) }),
  });
}

function readPaths({ request }: Ask): string[] {
  const { paths } = readObject(request);
  if (!Array.isArray(paths) || paths.length === 0 || !paths.every((path) => typeof path === "string"))
    throw detail("“paths” parameter is required.");
  return paths;
}

/** Every path has one: nothing is converted. */
function problemsOf(ask: Ask, what: "document" | "video"): Record<string, string> {
  return Object.fromEntries(
    readPaths(ask).map((path) => {
      const [file = ""] = path.split(`/${what}/`);
      const isPath = path.includes(`/${what}/`) && readFileAddress(file, basePathOf(ask.baseUrl)) !== undefined;
      const problem = isPath ? "Not allowed on your current plan." : `Bad path "${path}". Use UUID or CDN URL`;
      return [path, problem];
    }),
  );
}

function jobStatus(what: "document" | "video"): Endpoint {
  return endpoint<"project.read">({
    api: "rest",
    method: "GET",
    path: `/convert/${what}/status/*/`,
    read() {
      throw detail("Not found.", "ROUTE_UNKNOWN"); // no job was ever begun
    },
    present: () => toJson({}),
  });
}

const documentInfo = endpoint<"file.read">({
  api: "rest",
  method: "GET",
  path: "/convert/document/*/",
  read: ({ parts }) => ({ kind: "file.read", id: readId(parts[0]) }),
  present: ({ name }) =>
    toJson({
      error: "Conversion is not available.",
      format: { name: /\.(\w{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? "", conversion_formats: [] },
      converted_groups: {},
    }),
});

/** The endpoints: exact paths before open ones. */
export const capabilities: readonly Endpoint[] = [
  execute,
  addonStatus,
  convert("document"),
  convert("video"),
  jobStatus("document"),
  jobStatus("video"),
  documentInfo,
];
