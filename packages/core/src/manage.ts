/** Recipe: a request about files and what belongs to them. */
import { execute } from "./commands/index.ts";
import type { Engine } from "./engine.ts";
import { toFacts, type Exchange } from "./exchange.ts";
import { readSmallBody } from "./intake/small-body.ts";
import { paceOf } from "./pace.ts";
import { sendAnswer } from "./respond/send.ts";

/** Answers a management request: who asks is found out first, then what is asked. */
export async function manage(engine: Engine, exchange: Exchange): Promise<Response> {
  const { dialect, request, route } = exchange;
  const { body, fields } = await readSmallBody(request, paceOf(engine));
  const facts = toFacts(exchange, fields, body);
  const project = await engine.projects.find(dialect, dialect.identify(facts));
  const command = dialect.command(facts, Math.floor(engine.clock() / 1000), project);
  const outcome = await execute(engine, project, command);
  return sendAnswer(request, dialect.present(outcome, facts, project), dialect.headers(route, false));
}
