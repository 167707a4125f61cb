/** Words that ask for facts instead of the picture. */
import { readWhole } from "./arguments.ts";
import { bare, switchWord } from "./word.ts";

/** The function that Uploadcare's `jsonp` calls. */
const callback = "uploadcare_callback";

/** What is known about the picture. */
export const json = switchWord({
  takes: "nothing",
  means: "answers facts about the picture after the steps, a hash and a placeholder among them",
  processes: true,
  read: (args) => (bare(args) ? { facts: { hashes: true } } : undefined),
  write: ({ facts }) =>
    facts?.colors === undefined && facts?.callback === undefined && facts?.hashes ? [] : undefined,
});

/** The same as a script. */
export const jsonp = switchWord({
  takes: "nothing",
  means: `the same as a call of \`${callback}\`, for pages that load it as a script`,
  processes: true,
  read: (args) => (bare(args) ? { facts: { hashes: true, callback } } : undefined),
  write: ({ facts }) => (facts?.colors === undefined && facts?.callback === callback && facts.hashes ? [] : undefined),
});

/** The colours there is most of. */
export const mainColors = switchWord({
  takes: "nothing, or a number from 1 to 256",
  means: "answers so many main colours (4 when absent) of the picture after the steps",
  processes: true,
  read: ([number = "4", ...more]) => {
    const colors = more.length > 0 ? undefined : readWhole(number, 1, 256);
    return colors === undefined ? undefined : { facts: { colors } };
  },
  write: ({ facts }) =>
    facts?.colors !== undefined && !facts.hashes && facts.callback === undefined ? [String(facts.colors)] : undefined,
});
