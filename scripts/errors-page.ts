// `node scripts/errors-page.ts`: writes docs/errors.md from the table of codes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../packages/contract/src/errors.ts";
import { root } from "./workspace.ts";

const head = `# Errors

Every way in which a request or a call can fail. \`IntaglioError\` has the \`code\`, the \`status\` and the sentence a stranger may read; its
\`message\` is for your log and may hold detail.

Over HTTP a dialect answers in its service's words, so statuses may differ: Uploadcare's clients know 400 and 403 where HTTP has finer words.
A hint, where there is one, follows the sentence. Every answer to a failure has an \`X-Request-Id\`; what is our fault (5xx) is logged under it
with its code, but for a server that is full or stopping. A 503 says in \`Retry-After\` when to come back. [\`media.explain\`](explain.md) tells the codes
that stand against an address.

Made by \`node scripts/errors-page.ts\` from [the table](../packages/contract/src/errors.ts).

| Code | Status | Sentence |
| --- | --: | --- |
`;

/** The page as it must be. */
export const errorsPage =
  head +
  Object.entries(errorCodes)
    .map(([code, [status, sentence]]) => `| \`${code}\` | ${status} | ${sentence} |\n`)
    .join("");

if (import.meta.main) writeFileSync(join(root, "docs", "errors.md"), errorsPage);
