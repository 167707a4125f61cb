/** The checks of options that bring stores: whether they are any. */

/** Notes a problem of an option, unless all is well. */
export type Expect = (ok: boolean, path: string, value: unknown, expected: string) => void;

/** What is no store, or has a name that another has. */
export function checkStores(given: Readonly<Record<string, unknown>>, expect: Expect): void {
  const { blobs, storages, backup, database } = given;
  expect(blobs === undefined || has(blobs, "put", "open", "stat"), "blobs", typeof blobs, "a blob store");
  for (const [name, storage] of Object.entries(isObject(storages) ? storages : {}))
    expect(
      /^[\w.-]{1,100}$/.test(name) && has(Reflect.get(Object(storage), "blobs"), "put", "open", "stat"),
      `storages.${name}`,
      typeof storage,
      "a name of letters, digits, _ . and -, and { blobs, bucket? }",
    );
  expect(storages === undefined || isObject(storages), "storages", storages, "an object");
  expect(
    ["string", "undefined"].includes(typeof backup) || backup === false || has(backup, "put", "open", "stat", "list"),
    "backup",
    typeof backup,
    "the name of one of storages, a blob store, or false",
  );
  expect(
    typeof backup !== "object" || !isObject(storages) || !Object.hasOwn(storages, "backup"),
    "storages.backup",
    "given",
    "another name: backup is a store, which has this one",
  );
  expect(
    database === undefined || typeof database === "string" || has(database, "find"),
    "database",
    typeof database,
    "an address, a path or a record store",
  );
}

/** True for an object with these methods. */
export function has(value: unknown, ...methods: string[]): boolean {
  return isObject(value) && methods.every((name) => typeof Reflect.get(value, name) === "function");
}

/** True for an object that is no list. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
