// A year of events as a real tool might have had it, made from a seed, together with what was put in: so that what a
// report says can be held against what is so.
import { createRandom, type Random } from "../../packages/metric/test/random.ts";
import { releases, versionInUse, type Release } from "./releases.ts";

export interface YearOptions {
  readonly seed: number;
  /** The instant up to which events exist, in epoch milliseconds. */
  readonly asOfMs: number;
  /** Weeks before the one of that instant. */
  readonly weeks?: number;
  /** Developers at the beginning; about twice as many come in the course of a year. */
  readonly developers?: number;
}

interface EventRow {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Year {
  /** In the order in which they arrive. */
  readonly rows: readonly EventRow[];
  readonly truth: {
    readonly releases: readonly Release[];
    /** Monday of the week in which the bad release came out, in epoch milliseconds. */
    readonly badWeekMs: number;
    /** Monday of the first week of the winter holidays, if it lies within. */
    readonly holidayWeekMs: number | null;
    readonly runs: number;
    /** Events that were made and never arrive, and how many of them the clients owned up to. */
    readonly lost: number;
    readonly dropped: number;
    readonly ciRuns: number;
    /** Events that arrive more than a day after they happened. */
    readonly late: number;
  };
}

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Of all runs: lost on the way, sent late, made by machines that exist for one job. */
const lostShare = 0.008;
const lateShare = 0.03;
const ciShare = 0.04;
/** How much of a usual day is done on each, Monday first. */
const weekdays = [1, 1.1, 1.1, 1.05, 0.8, 0.12, 0.1];

interface Person {
  readonly developer: string;
  readonly firstWeek: number;
  readonly lastWeek: number;
  /** Tasks in a usual week. */
  readonly habit: number;
  readonly skill: number;
  /** How soon new releases are taken, 0 to 1. */
  readonly haste: number;
}

export function plausibleYear({ seed, asOfMs, weeks = 52, developers = 45 }: YearOptions): Year {
  const random = createRandom(seed);
  const mondayMs = asOfMs - ((asOfMs + 3 * dayMs) % weekMs);
  const startMs = mondayMs - weeks * weekMs;
  const planned = releases(weeks);
  const people = hirePeople(random, weeks, developers);
  const arrivals: { readonly arrivalMs: number; readonly row: EventRow }[] = [];
  const truth = { runs: 0, lost: 0, dropped: 0, ciRuns: 0, late: 0 };
  let holidayWeekMs: number | null = null;
  for (let week = 0; week <= weeks; week++) {
    const weekStartMs = startMs + week * weekMs;
    const season = seasonOf(weekStartMs);
    if (season < 0.5) holidayWeekMs ??= weekStartMs;
    for (const person of people) {
      if (week < person.firstWeek || week > person.lastWeek || random.uniform() > 0.82 * season) continue;
      const busy = person.habit * (0.9 + 0.2 * (week / weeks)) * random.gamma(5);
      for (let day = 0; day < 7; day++) {
        const tasks = random.poisson((busy * (weekdays[day] ?? 0)) / 5);
        const inUse = versionInUse(planned, week + day / 7, person.haste);
        for (let task = 0; task < tasks; task++) {
          const endMs = weekStartMs + day * dayMs + (8 + 9 * random.uniform()) * 3_600_000;
          if (endMs > asOfMs) continue;
          truth.runs++;
          const isCi = random.uniform() < ciShare;
          if (isCi) truth.ciRuns++;
          if (random.uniform() < lostShare) {
            truth.lost++;
            if (random.uniform() < 0.5) truth.dropped++;
            continue;
          }
          const successful = random.uniform() < person.skill * inUse.quality;
          const latencyMs = Math.round(9000 * inUse.slowness * Math.exp(0.7 * random.normal()));
          const isLate = random.uniform() < lateShare;
          const arrivalMs = endMs + (isLate ? (1 + 6 * random.uniform()) * dayMs : 60_000 * random.uniform());
          if (arrivalMs > asOfMs) continue;
          if (isLate) truth.late++;
          const row: EventRow = {
            id: rowId(random, endMs),
            payload: {
              name: "ai-do",
              developer: isCi ? hex(random, 32) : person.developer,
              exit_code: successful ? 0 : random.uniform() < 0.7 ? 1 : random.uniform() < 0.6 ? 130 : 2,
              start_ts: (endMs - latencyMs) / 1000,
              end_ts: endMs / 1000,
              latency_ms: latencyMs,
              version: inUse.version,
              ...(isCi && { ci: true }),
            },
          };
          arrivals.push({ arrivalMs, row });
        }
      }
    }
  }
  const said = {
    name: "astrolabe-dropped",
    developer: hex(random, 32),
    count: truth.dropped,
    end_ts: asOfMs / 1000,
  };
  arrivals.push({ arrivalMs: asOfMs, row: { id: rowId(random, asOfMs), payload: said } });
  const rows = arrivals.toSorted((a, b) => a.arrivalMs - b.arrivalMs).map(({ row }) => row);
  const badWeek = planned.find(({ quality }) => quality < 0.9)?.week ?? 0;
  return {
    rows,
    truth: { ...truth, releases: planned, badWeekMs: startMs + badWeek * weekMs, holidayWeekMs },
  };
}

/** Those who are there at the beginning, and a few more each week; most stay for months. */
function hirePeople(random: Random, weeks: number, atStart: number): Person[] {
  const people: Person[] = [];
  const hire = (firstWeek: number): void => {
    const staysWeeks = Math.ceil(-Math.log(1 - random.uniform()) * 45);
    people.push({
      developer: hex(random, 32),
      firstWeek,
      lastWeek: firstWeek + staysWeeks,
      habit: 1 + 4.5 * Math.exp(0.55 * random.normal()),
      skill: 1 / (1 + Math.exp(-(3 + 0.6 * random.normal()))),
      haste: random.uniform(),
    });
  };
  for (let index = 0; index < atStart; index++) hire(0);
  for (let week = 1; week <= weeks; week++) {
    for (let arrivals = random.poisson((1.5 * atStart) / weeks + week / 26); arrivals > 0; arrivals--)
      hire(week);
  }
  return people;
}

/** How many are at work: few in the weeks around Christmas, fewer than usual in August. */
function seasonOf(weekStartMs: number): number {
  const thursday = new Date(weekStartMs + 3 * dayMs);
  const [month, day] = [thursday.getUTCMonth(), thursday.getUTCDate()];
  if ((month === 11 && day >= 22) || (month === 0 && day <= 4)) return 0.3;
  return month === 7 ? 0.8 : 1;
}

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random.uniform() * 16).toString(16)).join("");
}

/** A UUIDv7 of that instant. */
function rowId(random: Random, epochMs: number): string {
  const time = Math.floor(epochMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;
}
