import { createRandom } from "../../packages/client/test/seed.ts";

/** What the way to the server does with one batch. */
export type Mood =
  | "forward"
  /** Nothing arrives. */
  | "cut"
  /** The rows are stored, and the answer is lost. */
  | "lose"
  /** The batch arrives twice, the second time at the end. */
  | "twice"
  /** The connection is cut, and the batch arrives at the end, after those that were sent later. */
  | "late"
  | "slow"
  | "busy";

export interface PlannedProcess {
  readonly program: "recorder" | "flusher";
  readonly startMs: number;
  /** The step at which it is killed; undefined if it may live. */
  readonly killAt: number | undefined;
  /** For step-killer.js, as the next one. */
  readonly clock: string;
  readonly paceMs: number;
  /** Events of a recorder, passes of a flusher. */
  readonly work: number;
}

export interface PlannedRun {
  readonly seed: number;
  readonly processes: readonly PlannedProcess[];
  /** Of the run's n-th request; when they are used up, requests go through. */
  readonly moods: readonly Mood[];
}

const secondMs = 1000;
const dayMs = 24 * 3600 * secondMs;

/** How far a clock may be wrong: around the length of a claim, and far beyond it; less than what makes events too old. */
const shiftsMs = [0, 0, 0, 1, 60, 110, 130, 250, 3600].map((seconds) => seconds * secondMs);

/** What happens in a run, the same for the same seed. What the scheduler makes of it is its own. */
export function planRun(seed: number): PlannedRun {
  const random = createRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices.at(Math.floor(random() * choices.length)) as T;
  const clock = (): string => {
    const shiftMs = (): number => (random() < 0.1 ? 12 * dayMs : pick(shiftsMs)) * pick([1, -1]);
    if (random() < 0.5) return "";
    return random() < 0.5 ? `${shiftMs()}` : `${shiftMs()},${Math.ceil(random() * 60)},${shiftMs()}`;
  };
  const process = (program: PlannedProcess["program"], work: number, steps: number): PlannedProcess => ({
    program,
    work,
    startMs: random() * 40,
    killAt: random() < 0.6 ? 1 + Math.floor(random() * steps) : undefined,
    clock: clock(),
    paceMs: random() < 0.5 ? random() * 10 : 0,
  });
  const recorders = Array.from({ length: pick([1, 1, 2]) }, () => {
    const events = pick([1, 2, 5, 12]);
    return process("recorder", events, 22 + 6 * events);
  });
  const flushers = Array.from({ length: pick([1, 1, 2]) }, () => process("flusher", pick([1, 3]), 60));
  const moods = Array.from({ length: pick([0, 2, 5]) }, () =>
    pick<Mood>(["forward", "cut", "lose", "lose", "twice", "late", "slow", "busy"]),
  );
  return { seed, processes: [...recorders, ...flushers], moods };
}
