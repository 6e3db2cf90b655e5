// Fills an embedded store with runs of two years: node bench/query/fill-store.ts FILE EVENTS WEEKLY_DEVELOPERS
import { openStore, type NewEventRow } from "@astrolabe/store";
import { createRandom } from "../../packages/metric/test/random.ts";
import { runRow } from "./run-row.ts";

const [path = "", events = "1000000", weeklyDevelopers = "3000"] = process.argv.slice(2);
const weeks = 104;
const hourMs = 3_600_000;
const weekMs = 168 * hourMs;
/** Rows of one transaction. */
const batchRows = 5000;
/** Of those who know the tool, the share that is active in a week, and the share that nobody sees again. */
const activeShare = 0.8;
const leavingShare = 0.03;
const releaseWeeks = 4;

const random = createRandom(1);
const thisMondayMs = Math.floor((Date.now() - 4 * 24 * hourMs) / weekMs) * weekMs + 4 * 24 * hourMs;
const perWeek = Math.floor(Number(events) / weeks);
const store = await openStore(`sqlite:${path}`);
let batch: NewEventRow[] = [];
let rows = 0;
let writing: Promise<unknown> = Promise.resolve();
for (let week = 0; week < weeks; week++) {
  const startMs = thisMondayMs - (weeks - week) * weekMs;
  for (const { developer, at } of runsOfWeek(week)) {
    const endMs = startMs + at * weekMs;
    batch.push(
      runRow(random, { developer, endMs, minorVersion: releaseOf(developer, week), serial: rows++ }),
    );
    // oxlint-disable-next-line no-await-in-loop -- the store has one writer
    if (batch.length >= batchRows) await insert();
  }
}
await insert();
await writing;
await store.close();
process.stderr.write(`${rows} events in ${path}\n`);

/** Who ran it, and how far into the week: a few do most, by a lognormal number of runs each. */
function runsOfWeek(week: number): { readonly developer: number; readonly at: number }[] {
  const known = Math.round(Number(weeklyDevelopers) / activeShare);
  const first = Math.round(week * known * leavingShare);
  const active = Array.from({ length: known }, (_, index) => first + index).filter(
    () => random.uniform() < activeShare,
  );
  const weights = active.map(() => Math.exp(1.2 * random.normal()));
  const scale = perWeek / weights.reduce((sum, weight) => sum + weight, 0);
  const runs = active.flatMap((developer, index) =>
    Array.from({ length: Math.max(1, Math.round((weights[index] ?? 0) * scale)) }, () => ({
      developer,
      at: random.uniform(),
    })),
  );
  return runs.toSorted((a, b) => a.at - b.at);
}

/** Nine in ten take each release in its first weeks, the others are one behind. */
function releaseOf(developer: number, week: number): number {
  return Math.max(0, Math.floor(week / releaseWeeks) - (developer % 10 === 0 ? 1 : 0));
}

/** Rows are made while those before them are written. */
async function insert(): Promise<void> {
  await writing;
  writing = store.insertEvents(batch);
  batch = [];
}
