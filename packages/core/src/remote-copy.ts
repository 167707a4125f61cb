/** Pictures on other servers, as something that copies can be made of. */
import { writeSource, type Project, type Source } from "@intaglio/contract";
import type { CopyFacts } from "./copy-facts.ts";
import type { Elsewhere } from "./copy.ts";
import type { Engine } from "./engine.ts";
import { freshSeconds } from "./intake/freshness.ts";
import { refetchRemote, type RemoteVersion } from "./intake/remote.ts";

/** Who asks for it. */
export interface RemoteAsker {
  readonly project: Pick<Project, "id" | "origins">;
  /** A token was made for this very picture. */
  readonly isSigned: boolean;
}

/**
 * The picture at an address. Projects with a list of their own have copies of their own: what one of them may have, and
 * when it was asked for, is nothing to another. Throws `SOURCE_FORBIDDEN`.
 */
export function remotePicture(
  engine: Engine,
  source: Extract<Source, { readonly kind: "url" }>,
  { project, isSigned }: RemoteAsker,
): Elsewhere {
  const { origins } = project;
  const admit = (url: string) => engine.remote.admit(url, isSigned, origins);
  admit(source.url); // also for what is kept already: that request may have been signed, this one not
  const list = origins ? `${project.id}|${origins.join(" ")}` : "";
  return {
    origin: `url:${engine.digest(`url|${origins ? project.id : ""}|${writeSource(source)}`)}`,
    allowance: engine.digest(`${isSigned}|${list}`),
    admits: ({ hops }) => hops.forEach(admit),
    async offer(known) {
      // Whoever asked first may leave, and others still wait: the fetch ends by its own deadlines.
      const never = new AbortController().signal;
      const got = await refetchRemote(source.url, admit, never, known && { ...known, lifetime: {} });
      if ("unchanged" in got) return { unchanged: toFacts(engine, got.unchanged) };
      return { body: got.body, name: got.name, statedType: got.statedType, facts: toFacts(engine, got.version) };
    },
  };
}

function toFacts({ clock, settings }: Engine, { lifetime, ...version }: RemoteVersion): CopyFacts {
  const most = settings.remote.ttlSeconds;
  return { ...version, freshUntil: clock() + freshSeconds(lifetime, most) * 1000 };
}
