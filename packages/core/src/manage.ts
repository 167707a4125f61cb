/** Recipe: questions about files. */
import { IntaglioError, type FileRecord } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { toFacts, type Exchange } from "./exchange.ts";
import { isOver } from "./guard/delivery.ts";
import { sendAnswer } from "./respond/send.ts";

/** Answers a management request. */
export async function manage(engine: Engine, exchange: Exchange): Promise<Response> {
  const { dialect, request, route } = exchange;
  const command = dialect.command(toFacts(exchange));
  const file = await engine.records.find(command.id);
  if (!file || isOver(file, engine.clock())) throw new IntaglioError("FILE_NOT_FOUND");
  const isPublic = engine.settings.delivery === "open" || file.access === "public";
  return sendAnswer(request, dialect.presentFile(isPublic ? file : discreet(file)), dialect.headers(route, false));
}

/** Services answer this question to whoever knows a file's id; where a private picture was taken is nobody's business. */
function discreet(file: FileRecord): FileRecord {
  return file.image ? { ...file, image: { ...file.image, location: null } } : file;
}
