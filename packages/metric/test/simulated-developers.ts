import type { Random } from "./random.ts";

/** A developer drawn from a population: their runs of a week, 0 when they weren't active, growing with `level`. */
export type Developer = (level?: number) => number;

export type Population = (random: Random) => Developer;

function active(draw: () => number): number {
  for (;;) {
    const runs = draw();
    if (runs > 0) return runs;
  }
}

/**
 * Developers as telemetry of command-line tools shows them: each has a habit of their own (gamma or log-normal, with
 * a coefficient of variation around or above 1), weeks that vary about it, and runs that come in sessions.
 */
export const populations: Readonly<Record<string, Population>> = {
  "gamma, CV 0.7": (random) => {
    const habit = 0.3 + 6 * random.gamma(2);
    return (level = 1) => active(() => random.poisson(habit * level));
  },
  "gamma, CV 1": (random) => {
    const habit = 0.3 + 6 * random.gamma(1);
    return (level = 1) => active(() => random.poisson(habit * level));
  },
  "gamma, CV 1.4": (random) => {
    const habit = 0.3 + 6 * random.gamma(0.5);
    return (level = 1) => active(() => random.poisson(habit * level));
  },
  "log-normal, σ 0.8": (random) => {
    const habit = 0.3 + 5 * Math.exp(0.8 * random.normal());
    return (level = 1) => active(() => random.poisson(habit * level));
  },
  "log-normal, σ 1": (random) => {
    const habit = 0.3 + 5 * Math.exp(random.normal());
    return (level = 1) => active(() => random.poisson(habit * level));
  },
  "sessions of runs": (random) => {
    const habit = 0.3 + 2 * random.gamma(1);
    return (level = 1) =>
      active(() => {
        let runs = 0;
        for (let sessions = random.poisson(habit * level); sessions > 0; sessions--) {
          runs += 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(0.7));
        }
        return runs;
      });
  },
};

/** Heavier tails than any formula copes with from few developers: shown in the documentation, not claimed. */
export const extremePopulations: Readonly<Record<string, Population>> = {
  "log-normal, σ 1.3": (random) => {
    const habit = 0.3 + 5 * Math.exp(1.3 * random.normal());
    return (level = 1) => active(() => random.poisson(habit * level));
  },
  "1 in 33 is a robot": (random) => {
    const habit = random.uniform() < 0.03 ? 80 : 0.3 + 6 * random.gamma(1);
    return (level = 1) => active(() => random.poisson(habit * level));
  },
};
