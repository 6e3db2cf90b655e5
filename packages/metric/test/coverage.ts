import { changeInterval, type Pair } from "../src/statistics/change-interval.ts";
import type { Interval } from "../src/statistics/interval.ts";
import { meanInterval } from "../src/statistics/mean-interval.ts";
import { naturalLimits } from "../src/statistics/natural-limits.ts";
import { pace } from "../src/statistics/pace.ts";
import { shareInterval } from "../src/statistics/share-interval.ts";
import { createRandom, type Random } from "./random.ts";
import type { Population } from "./simulated-developers.ts";

/** How a simulation is played: how many samples, of how many developers, from which seed. */
export interface Play {
  readonly samples: number;
  readonly developers: number;
  readonly seed: number;
}

const truthDevelopers = 300_000;

/** The share of the samples in which it holds, of those that say anything. */
function shareOf(samples: number, holds: () => boolean | null): number {
  const answers = Array.from({ length: samples }, holds).filter((answer) => answer !== null);
  return answers.filter(Boolean).length / answers.length;
}

/** Null where no interval is given. */
function covers(interval: Interval | null, truth: number): boolean | null {
  return interval && interval[0] <= truth && truth <= interval[1];
}

/** How often the interval of runs per active developer holds the population's mean. */
export function meanCoverage(population: Population, { samples, developers, seed }: Play): number {
  const random = createRandom(seed);
  let sum = 0;
  for (let draw = 0; draw < truthDevelopers; draw++) sum += population(random)();
  const truth = sum / truthDevelopers;
  return shareOf(samples, () =>
    covers(meanInterval(Array.from({ length: developers }, () => population(random)())), truth),
  );
}

/** How likely a developer is active in a week; most who are active in one are in the next, some come and go. */
const activeShare = 0.7;

function drawPair(population: Population, level: number, random: Random): Pair {
  const runs = population(random);
  return [random.uniform() < activeShare ? runs() : 0, random.uniform() < activeShare ? runs(level) : 0];
}

/**
 * How often the interval holds the true change, when each developer does `level` times what they did: paired, or with
 * another name for each developer in each week.
 */
export function changeCoverage(
  population: Population,
  level: number,
  { samples, developers, seed }: Play,
  isPaired = true,
): number {
  const random = createRandom(seed);
  let truth = 0;
  for (let draw = 0; draw < truthDevelopers; draw++) {
    const runs = population(random);
    truth += (runs(level) - runs()) / truthDevelopers;
  }
  return shareOf(samples, () => {
    const pairs = Array.from({ length: developers }, () => drawPair(population, level, random));
    const named = isPaired
      ? pairs
      : pairs.flatMap(([before, after]): Pair[] => [
          [before, 0],
          [0, after],
        ]);
    const seen = named.filter(([before, after]) => before + after > 0);
    return covers(changeInterval(seen).interval, truth);
  });
}

/** How often the interval of the success rate holds it, where developers differ in skill and tasks. */
export function shareCoverage(population: Population, { samples, developers, seed }: Play): number {
  const random = createRandom(seed);
  const drawSkill = (): number => 1 / (1 + Math.exp(-(2 + 0.8 * random.normal())));
  let truth = 0;
  for (let draw = 0; draw < truthDevelopers; draw++) truth += drawSkill() / truthDevelopers;
  return shareOf(samples, () => {
    const clusters = Array.from({ length: developers }, () => {
      const whole = population(random)();
      return { part: random.binomial(whole, drawSkill()), whole };
    });
    return covers(shareInterval(clusters), truth);
  });
}

/** How often a week in which nothing changed lies outside limits drawn from so many weeks before it. */
export function limitAlarms(
  population: Population,
  weeks: number,
  { samples, developers, seed }: Play,
): number {
  const random = createRandom(seed);
  return shareOf(samples, () => {
    const people = Array.from({ length: developers }, () => population(random));
    const means = Array.from({ length: weeks + 1 }, () => {
      const runs = people.flatMap((runsOf) => (random.uniform() < activeShare ? [runsOf()] : []));
      return runs.reduce((sum, count) => sum + count, 0) / runs.length;
    });
    const limits = naturalLimits(means.slice(0, -1));
    const last = means.at(-1) ?? 0;
    return limits !== null && (last > limits.upper || last < limits.lower);
  });
}

/** How often the number at the end of a week lies in the interval that was given for it on Wednesday evening. */
export function paceCoverage(population: Population, { samples, developers, seed }: Play): number {
  const random = createRandom(seed);
  const weeks = 13;
  return shareOf(samples, () => {
    const people = Array.from({ length: developers }, () => population(random));
    const history = Array.from({ length: weeks }, () => {
      const ends = people.flatMap((runsOf) => (random.uniform() < activeShare ? [runsOf()] : []));
      const thens = ends.map((runs) => random.binomial(runs, 3 / 5)).filter((runs) => runs > 0);
      const mean = (runs: readonly number[]): number =>
        runs.reduce((sum, count) => sum + count, 0) / runs.length;
      return { soFar: mean(thens), end: mean(ends) };
    });
    const last = history.pop();
    return covers(pace(last?.soFar ?? 0, history)?.interval ?? null, last?.end ?? 0);
  });
}
