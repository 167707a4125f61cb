/** Contract suites as data, without a test runner: for our drivers and for others'. */
export { blobStoreChecks } from "./blob-store.ts";
export type { Check } from "./check.ts";
export { recordStoreChecks } from "./record-store.ts";
