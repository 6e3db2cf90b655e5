// The coverage of every interval in a report, by simulation, as the tables in docs/explanation/the-number.md:
// node scripts/coverage.ts [samples]. The tests play the same with fewer samples.
import {
  changeCoverage,
  limitAlarms,
  meanCoverage,
  paceCoverage,
  type Play,
  shareCoverage,
} from "../packages/metric/test/coverage.ts";
import {
  extremePopulations,
  populations,
  type Population,
} from "../packages/metric/test/simulated-developers.ts";

const samples = Number(process.argv[2] ?? 10_000);
const seed = 20_261_125;

const sizes = [12, 15, 20, 30, 60, 100, 300];
table("Runs per active developer", sizes, meanCoverage);
table("Success rate", [15, 20, 30, 60, 150], shareCoverage);
table("Change, of nothing", [30, 60, 150], (population, play) => changeCoverage(population, 1, play));
table("Change, of 30 % more", [30, 60, 150], (population, play) => changeCoverage(population, 1.3, play));
table("End of the running week, from Wednesday", [40], paceCoverage);
table("Quiet weeks outside limits from 26 weeks", [30], (population, play) =>
  limitAlarms(population, 26, play),
);
table("Quiet weeks outside limits from 8 weeks", [30], (population, play) =>
  limitAlarms(population, 8, play),
);

function table(
  title: string,
  developers: readonly number[],
  coverage: (population: Population, play: Play) => number,
): void {
  const lines = Object.entries({ ...populations, ...extremePopulations }).map(([name, population]) => {
    const cells = developers.map((count) =>
      (100 * coverage(population, { samples, developers: count, seed })).toFixed(1),
    );
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  const head = [`| ${[title, ...developers].join(" | ")} |`, `| --- |${" ---: |".repeat(developers.length)}`];
  process.stdout.write(`${[...head, ...lines].join("\n")}\n\n`);
}
