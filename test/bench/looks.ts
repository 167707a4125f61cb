/**
 * How far a picture looks from another: SSIMULACRA 2 where Debian's `libjxl-devtools` has it (from Debian 13 on), else
 * Butteraugli's 3-norm from the same package, which is installed where it is missing and may be.
 */
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

const installer: string = "apt-get"; // where there is one

/** A way to compare. */
export interface Looks {
  readonly name: string;
  /** The distance from the first picture to the second; 0 is the same, more is worse. */
  distance(reference: Buffer, other: Buffer): Promise<number>;
}

/** Opens a way to compare; temporary files go to the folder. Undefined where there is none. */
export function openLooks(folder: string): Looks | undefined {
  if (!runs("ssimulacra2") && !runs("butteraugli_main"))
    spawnSync(installer, ["install", "-y", "-qq", "--no-install-recommends", "libjxl-devtools"], { stdio: "ignore" });
  const [program, name] = runs("ssimulacra2")
    ? ["ssimulacra2", "100 - SSIMULACRA 2"]
    : ["butteraugli_main", "Butteraugli, 3-norm"];
  if (!runs(program)) return undefined;
  let count = 0;
  return {
    name,
    async distance(reference, other) {
      const paths = [join(folder, `look-${(count += 1)}-a.png`), join(folder, `look-${count}-b.png`)] as const;
      await writeFile(paths[0], await sharp(reference).removeAlpha().png().toBuffer());
      await writeFile(paths[1], await sharp(other).removeAlpha().png().toBuffer());
      const { stdout } = spawnSync(program, paths, { encoding: "utf8" });
      const found = program === "ssimulacra2" ? /-?[\d.]+/.exec(stdout)?.[0] : /3-norm: ([\d.]+)/.exec(stdout)?.[1];
      if (found === undefined) throw new Error(`${program} said ${JSON.stringify(stdout.slice(0, 200))}`);
      return program === "ssimulacra2" ? 100 - Number(found) : Number(found);
    },
  };
}

function runs(program: string): boolean {
  return spawnSync(program, { stdio: "ignore" }).error === undefined;
}
