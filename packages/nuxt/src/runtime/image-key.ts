/** What a picture is known by, on both sides. */

/** Nuxt Image's modifiers, and the name of a preset of Intaglio as `plan`. */
export type ImageModifiers = Readonly<Record<string, unknown>>;

/** Gives a picture's signed address, or one to show until it is there. */
export type ImageSigner = (fileId: string, modifiers: ImageModifiers) => string;

/** The modifiers that are set, in one order. */
export function givenModifiers(modifiers: ImageModifiers): [name: string, value: string][] {
  return Object.entries(modifiers)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]): [string, string] => [name, String(value)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The same for the same picture, whatever the order of its modifiers. */
export function imageKey(fileId: string, modifiers: ImageModifiers): string {
  return `${fileId}?${new URLSearchParams(givenModifiers(modifiers)).toString()}`;
}
