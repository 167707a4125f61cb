/** From a plan's source to a stored file: by id, by name, or as a copy of what lies elsewhere. */
import {
  IntaglioError,
  writeSource,
  type Delivery,
  type FileRecord,
  type PlanSource,
  type Project,
  type Size,
  type Source,
  type Step,
} from "@intaglio/contract";
import { copy, present, type Elsewhere } from "./copy.ts";
import type { Engine } from "./engine.ts";
import { admitFile, type Standing } from "./guard/delivery.ts";
import { findInFolder } from "./library/folder.ts";
import { findGroup } from "./library/groups.ts";
import { remotePicture } from "./remote-copy.ts";
import { imageOf, type Subject } from "./subject.ts";
import { frameSizes } from "./pipeline/frames.ts";

/** Whose files count, and where their addresses may take pictures from. */
export type Owner = Pick<Project, "id" | "origins">;

/** How a request stands to a delivery's own picture, or to another that the delivery names. */
export type Judge = (delivery: Delivery, other?: Source) => Standing;

/** Lets a file pass, or throws as {@link admitFile} does, which it is by default. */
export type Admit = (standing: Standing, file: FileRecord | undefined) => FileRecord | Promise<FileRecord>;

/** A delivery as it is for its file, and the files it works on. */
export interface Located {
  readonly delivery: Delivery;
  readonly subject: Subject;
}

/**
 * The files a delivery works on, all of one project, the `owner`. A file that is not there is replaced by the delivery's fallback, if it names one. What a
 * stranger may not have is not looked for elsewhere. Throws `SIGNATURE_REQUIRED`, `FILE_NOT_FOUND`, what the delivery
 * says of its file (`PLAN_*`, `OPERATION_*`), and what fetching throws: `SOURCE_FORBIDDEN`, `SOURCE_UNREACHABLE`,
 * `FILE_NOT_IMAGE`, `FILE_TOO_LARGE`, `IMAGE_*` or `QUEUE_FULL`.
 */
export async function findSubject(
  engine: Engine,
  asked: Delivery,
  owner: Owner,
  judge: Judge,
  admit: Admit = admitFile,
): Promise<Located> {
  const find = async (delivery: Delivery, other: Source): Promise<FileRecord> => {
    const standing = judge(delivery, other);
    const asker = { owner, standing, isSigned: standing === "granted" };
    return admit(standing, owned(await locate(engine, other, asker), owner));
  };
  const { effects, ...main } = await findMain(engine, asked, owner, judge, find, admit);
  const delivery = asked.forFile ? settledFor(asked, main.file, effects) : asked;
  let layers: Map<string, FileRecord> | undefined;
  for (const step of delivery.plan.steps) {
    if (step.op !== "overlay") continue;
    const { layer } = step;
    if (layer.kind === "self" || layer.kind === "text" || layer.kind === "color") continue;
    const source = writeSource(layer);
    layers ??= new Map();
    if (!layers.has(source)) layers.set(source, await find(delivery, layer));
  }
  return { delivery, subject: { ...main, layers: layers ?? noLayers } };
}

/** Another project's file is not there. Copies of what lies elsewhere are nobody's. */
function owned(file: FileRecord | undefined, { id }: Owner): FileRecord | undefined {
  return file?.project === id || (file !== undefined && file.origin !== null) ? file : undefined;
}

const noLayers: Subject["layers"] = new Map();

async function findMain(
  engine: Engine,
  asked: Delivery,
  owner: Owner,
  judge: Judge,
  find: (delivery: Delivery, other: Source) => Promise<FileRecord>,
  admit: Admit,
): Promise<Pick<Subject, "file" | "fillsIn"> & { readonly effects?: string }> {
  const standing = judge(asked);
  const { source } = asked.plan;
  const { file: found, ...more } =
    source.kind === "member"
      ? await locateMember(engine, source, owner)
      : { file: owned(await locate(engine, source, askerFor(asked, source, owner, standing, judge)), owner) };
  try {
    return { file: await admit(standing, found), ...more };
  } catch (error) {
    const missing = error instanceof IntaglioError && error.code === "FILE_NOT_FOUND";
    if (!asked.fallback || !missing) throw error;
    return { file: await find(asked, asked.fallback), fillsIn: true };
  }
}

/** A token for many addresses gives files of ours alone: with it nobody is to have us fetch whatever they like. */
function askerFor(asked: Delivery, source: Source, owner: Owner, standing: Standing, judge: Judge): Asker {
  return { owner, standing, isSigned: source.kind === "url" && judge(asked, source) === "granted" };
}

/** What deliveries were for the file they were last asked for. */
const settled = new WeakMap<Delivery, { readonly file: FileRecord; readonly delivery: Delivery }>();

/** A group never changes, so a file's effects are the same each time. */
function settledFor(asked: Delivery, file: FileRecord, effects: string | undefined): Delivery {
  const known = settled.get(asked);
  if (known?.file === file) return known.delivery;
  const delivery = settleFor(asked, file, effects);
  settled.set(asked, { file, delivery });
  return delivery;
}

/** A delivery as it is for this file. Throws `FILE_NOT_IMAGE` where it asks for a size that the file does not have. */
export function settleFor(asked: Delivery, file: FileRecord, effects?: string): Delivery {
  const sizeAfter = (steps: readonly Step[]): Size => {
    const image = imageOf(file);
    // Layers are not known yet; they rarely change a size.
    return (
      frameSizes(
        steps.filter(({ op }) => op !== "overlay"),
        image,
      ).at(-1) ?? image
    );
  };
  return asked.forFile?.(file, sizeAfter, effects) ?? asked;
}

/** Who asks, and how they stand. */
interface Asker {
  readonly owner: Owner;
  readonly standing: Standing;
  /** A token covers this very picture. */
  readonly isSigned: boolean;
}

/** The source's file, or undefined when there is none or its time is over. */
async function locate(engine: Engine, source: Source, asker: Asker): Promise<FileRecord | undefined> {
  if (source.kind === "file") return present(engine, await engine.records.find(source.id));
  const found = await seek(engine, source, asker);
  return "elsewhere" in found ? copy(engine, found.elsewhere) : found.file;
}

/** A file of the owner's group, and what the group puts first. */
async function locateMember(
  engine: Engine,
  { group, index }: Extract<PlanSource, { readonly kind: "member" }>,
  owner: Owner,
): Promise<Pick<Kept, "file" | "effects">> {
  const found = await findGroup(engine.records.documents, group);
  const member = found?.project === owner.id ? found.members[index] : undefined;
  if (!member) return { file: undefined };
  const file = present(engine, await engine.records.find(member.fileId));
  return { file: owned(file, owner), effects: member.effects };
}

/** What is known of a source while nothing is fetched or copied. */
export interface Kept {
  readonly file: FileRecord | undefined;
  /** It lies in a folder or on another server: without a file, a request would make a copy first. */
  readonly elsewhere: boolean;
  /** Of a group's file: the operations that come first. */
  readonly effects?: string;
  /** Of a source of several names, the one that is there. */
  readonly name?: string;
}

/** The source's file, of one owner, if it is kept here already. Throws `SOURCE_FORBIDDEN`. */
export async function findKept(engine: Engine, source: PlanSource, owner: Owner, standing: Standing): Promise<Kept> {
  if (source.kind === "member") return { ...(await locateMember(engine, source, owner)), elsewhere: false };
  const found = await seek(engine, source, { owner, standing, isSigned: standing === "granted" });
  const name = found.name === undefined ? {} : { name: found.name };
  if (!("elsewhere" in found)) return { file: owned(found.file, owner), elsewhere: false, ...name };
  const copied = present(engine, await engine.records.findByOrigin(found.elsewhere.origin));
  return { file: owned(copied, owner), elsewhere: true, ...name };
}

/** A stored file, or where a copy is to be made from; and the name it was found by. */
type Found = { readonly name?: string } & (
  | { readonly file: FileRecord | undefined }
  | { readonly elsewhere: Elsewhere }
);

async function seek(engine: Engine, source: Source, { owner, standing, isSigned }: Asker): Promise<Found> {
  switch (source.kind) {
    case "file":
      return { file: present(engine, await engine.records.find(source.id)) };
    case "name":
      return seekName(engine, source.names, standing);
    case "url":
      if (standing === "closed") return { file: undefined };
      return { elsewhere: remotePicture(engine, source, { project: owner, isSigned }) };
  }
}

async function seekName(engine: Engine, names: readonly string[], standing: Standing): Promise<Found> {
  for (const name of names) {
    const file = present(engine, await engine.records.findByCustomId(name));
    if (file) return { file, name };
  }
  if (standing === "closed") return { file: undefined };
  for (const folder of engine.settings.folders)
    for (const name of names) {
      const found = await findInFolder(folder, name);
      if (!found) continue;
      const origin = `folder:${engine.digest(`folder|${folder}|${name}|${found.version}`)}`;
      const offered = { body: found.body, name: name.split("/").at(-1) ?? name, statedType: "" };
      return { elsewhere: { origin, allowance: "", offer: async () => offered }, name };
    }
  return { file: undefined };
}
