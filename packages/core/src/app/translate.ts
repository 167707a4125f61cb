/** Addresses of one of the server's dialects in the words of another. */
import { IntaglioError, type Dialect } from "@intaglio/contract";
import { mountDelivery, targetOf } from "../dialect/mount.ts";
import { translate, type Translation } from "../dialect/translate.ts";
import type { Settings } from "../settings.ts";

/** Translates addresses. */
export type Translator = (url: string, dialectName: string) => Translation;

/** A translator between dialects. */
export function createTranslator(settings: Settings, dialects: readonly Dialect[]): Translator {
  const { publicUrl, basePath } = settings;
  return (url, dialectName) => {
    const to = dialects.find(({ name }) => name === dialectName);
    const names = dialects.map(({ name }) => name).join(", ");
    if (!to) {
      const hint = `no dialect ${JSON.stringify(dialectName)?.slice(0, 40)}, there are ${names}`;
      throw new IntaglioError("FIELD_INVALID", hint, { hint });
    }
    const mounted = mountDelivery(dialects, basePath, targetOf(url, publicUrl));
    const said = translate(mounted.target, mounted.dialect, to);
    return said.refused ? said : { url: publicUrl + basePath + said.url };
  };
}
