/** Ways in which a detector may go wrong, for tests. */
import type { DetectedBox } from "../../../src/pipeline/detector.ts";

const box = (x: number, y: number, width: number, height: number): DetectedBox => ({
  kind: "face",
  x,
  y,
  width,
  height,
});

/** What `detect` does, by name. */
export const ways: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error("out of tune");
  },
  environment: () => {
    throw new Error(Object.keys(process.env).join());
  },
  rejects: () => Promise.reject(new Error("out of tune")),
  hangs: () => new Promise(() => {}),
  text: () => "a face",
  nothing: () => undefined,
  nan: () => [box(NaN, 0, 10, 10)],
  outside: () => [box(5000, 5000, 10, 10)],
  negative: () => [box(50, 50, -10, -10)],
  endless: () => [box(0, 0, Infinity, 10)],
  stranger: () => [{ ...box(0, 0, 10, 10), kind: "cat" }],
  holes: () => [null, undefined, 7],
  // The right one among nonsense: 20x20 at 60,30.
  mixed: () => [box(NaN, 0, 1, 1), box(60, 30, 20, 20)],
  // Half of it lies outside: what is left is 20x20 at 180,80 of 200x100.
  across: () => [box(180, 80, 40, 40)],
  // Only the first hundred of the surest count: without the last one, which lies far off.
  crowd: () => [
    { ...box(0, 0, 1, 1), score: 0 },
    ...Array.from({ length: 100 }, () => ({ ...box(60, 30, 20, 20), score: 0.5 })),
    ...Array.from({ length: 5000 }, () => ({ ...box(199, 99, 1, 1), score: 0.1 })),
  ],
  blocks: () => {
    for (;;);
  },
  crashes: () => process.kill(process.pid, "SIGKILL"),
};
