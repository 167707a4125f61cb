/** Who may have a file by the app's own word, beside tokens and policy: its session, most often. */
import type { FileRecord } from "@intaglio/contract";
import type { AccessJudge } from "./access-judge.ts";
import { admitFile, type Standing } from "./delivery.ts";

/** One request's way to files. */
export interface Door {
  /** True once the app's word decided about one of its files: the answer is then for this session alone. */
  readonly isPersonal: boolean;
  /** Lets the file pass, or throws as `admitFile` does: a refused file is answered like one that is not there. */
  admit(standing: Standing, file: FileRecord | undefined): Promise<FileRecord>;
}

/** The door of a request. The app is asked about every file that is not itself public. */
export function createDoor(access: AccessJudge | undefined, request: Request): Door {
  let isPersonal = false;
  return {
    get isPersonal() {
      return isPersonal;
    },
    async admit(standing, file) {
      const verdict = file && file.access !== "public" ? await access?.({ request, file }) : undefined;
      if (verdict === undefined || !file) return admitFile(standing, file);
      isPersonal = true;
      return verdict === true ? file : admitFile(standing === "closed" ? standing : "open", undefined);
    },
  };
}
