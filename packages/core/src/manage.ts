/** Recipe: questions about files. */
import { IntaglioError } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { toFacts, type Exchange } from "./exchange.ts";
import { sendAnswer } from "./respond/send.ts";

/** Answers a management request. */
export async function manage(engine: Engine, exchange: Exchange): Promise<Response> {
  const { dialect, request, route } = exchange;
  const command = dialect.command(toFacts(exchange));
  const file = await engine.records.find(command.id);
  if (!file) throw new IntaglioError("FILE_NOT_FOUND");
  return sendAnswer(request, dialect.presentFile(file), dialect.headers(route, false));
}
