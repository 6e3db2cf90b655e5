// The model of the scaling page: from events a day to machines, disk and money. `node scripts/scaling.ts` prints its tables.
// A test holds the page, docs/explanation/scaling.md, to it.

/** What was measured, on 2 cores that collector, database and load shared: docs/benchmarks.md, "Ingest" and "Disk". */
export const measured = {
  /** Events a second, on SQLite: 18,734 single ones on 128 connections, 108,386 in batches of 100. */
  sqlite: { single: 18_734, batched: 108_386, diskBytes: 372 },
  /** On PostgreSQL only batches were measured; the log is beside the tables, and doesn't stay. */
  postgres: { batched: 37_069, diskBytes: 893 },
  /** On one ClickHouse server: 0.27 times what plain inserts into PostgreSQL reached, which were 137,576 events a second. */
  clickhouse: { batched: 0.27 * 137_576 },
  cores: 2,
} as const;

/** What was not measured, and may be changed: everything below follows. */
export const assumed = {
  /** The busiest hour has this many times the mean. */
  peak: 4,
  /** Of a machine, at the peak: the rest is for reports, restarts and surprises. */
  utilisation: 0.5,
  /** A flush a minute has the few events of one person's minute. */
  eventsPerRequest: 3,
  /** Days that raw events are kept. Rollups stay, and are small: a row a developer and week. */
  rawDays: { sqlite: 90, postgres: 30, clickhouse: 30 },
  /** Columns of one kind compress some ten times. Not measured. */
  clickhouseDiskBytes: 80,
  /** A database with 8 cores of its own does so much more than the measured one. Not measured: half of linear. */
  eightCores: 2,
  /** Dollars a month, of the usual clouds in 2026, rounded. */
  money: { smallMachine: 30, largeMachine: 250, diskPerGB: 0.1 },
} as const;

const secondsPerDay = 86_400;

export type Tier = "sqlite" | "postgres" | "clickhouse";

export interface Sizing {
  readonly eventsPerDay: number;
  readonly tier: Tier;
  readonly peakEventsPerSecond: number;
  /** 2 cores each. */
  readonly collectors: number;
  /** 8 cores each, in all zones; none where the store is the collector's own file. */
  readonly databases: number;
  /** Of all copies. */
  readonly diskGB: number;
  readonly dollarsPerMonth: number;
}

/** Core seconds that a collector spends on an event: its part of a request, and its own part of a batch. */
export function collectorCoreSeconds(): number {
  const { single, batched } = measured.sqlite;
  const perEvent = measured.cores / batched;
  const perRequest = measured.cores / single - perEvent;
  return perRequest / assumed.eventsPerRequest + perEvent;
}

/** Events a second that a store takes at most, on one machine of its tier's size. */
export function storeEvents(tier: Tier): number {
  if (tier === "sqlite") return measured.cores / collectorCoreSeconds();
  return measured[tier].batched * assumed.eightCores;
}

/** The machines, disk and money for a number of events a day. */
export function size(eventsPerDay: number): Sizing {
  const peakEventsPerSecond = (eventsPerDay / secondsPerDay) * assumed.peak;
  const tier = tierFor(eventsPerDay, peakEventsPerSecond);
  const { smallMachine, largeMachine, diskPerGB } = assumed.money;
  const collectors = tier === "sqlite" ? 1 : collectorsFor(peakEventsPerSecond);
  const shards = Math.ceil(peakEventsPerSecond / (storeEvents(tier) * assumed.utilisation));
  const databases = { sqlite: 0, postgres: 2, clickhouse: shards }[tier];
  const diskGB = (eventsPerDay * assumed.rawDays[tier] * diskBytes(tier) * copies(tier)) / 1e9;
  const dollarsPerMonth = collectors * smallMachine + databases * largeMachine + diskGB * diskPerGB;
  return { eventsPerDay, tier, peakEventsPerSecond, collectors, databases, diskGB, dollarsPerMonth };
}

/** Disk that one machine is still pleasant to back up and restore with, in GB; beyond, and beyond its rate, the next tier. */
const tierDiskGB = { sqlite: 100, postgres: 2_000 } as const;

function tierFor(eventsPerDay: number, peak: number): Tier {
  for (const tier of ["sqlite", "postgres"] as const) {
    const oneCopyGB = (eventsPerDay * assumed.rawDays[tier] * diskBytes(tier)) / 1e9;
    if (peak <= storeEvents(tier) * assumed.utilisation && oneCopyGB <= tierDiskGB[tier]) return tier;
  }
  return "clickhouse";
}

/** Spread over two zones so that one alone carries the peak: at least one in each. */
function collectorsFor(peak: number): number {
  const perCollector = (measured.cores * assumed.utilisation) / collectorCoreSeconds();
  return 2 * Math.ceil(peak / perCollector);
}

function diskBytes(tier: Tier): number {
  return tier === "clickhouse" ? assumed.clickhouseDiskBytes : measured[tier].diskBytes;
}

function copies(tier: Tier): number {
  return tier === "postgres" ? 2 : 1;
}

const names = { sqlite: "SQLite", postgres: "PostgreSQL", clickhouse: "ClickHouse" } as const;

/** The page's two tables, in Markdown. */
export function scalingTables(): string {
  const sizes = Array.from({ length: 11 }, (_, power) => size(10 ** power));
  const rows = sizes.map(
    ({ eventsPerDay, tier, peakEventsPerSecond, collectors, databases, diskGB, dollarsPerMonth }) => [
      `10^${Math.log10(eventsPerDay)}`,
      names[tier],
      rounded(peakEventsPerSecond),
      `${collectors}`,
      databases === 0 ? "" : `${databases}`,
      rounded(diskGB),
      rounded(dollarsPerMonth),
      rounded((dollarsPerMonth * 1e6) / (eventsPerDay * 30)),
    ],
  );
  const costs = (["sqlite", "postgres", "clickhouse"] as const).map((tier) => [
    names[tier],
    rounded(storeEvents(tier)),
    rounded(storeEvents(tier) * assumed.utilisation * (secondsPerDay / assumed.peak)),
    `${diskBytes(tier)}`,
    `${assumed.rawDays[tier]}`,
  ]);
  const head = [
    "events a day",
    "store",
    "peak events/s",
    "collectors",
    "databases",
    "disk GB",
    "$ a month",
    "$ a million events",
  ];
  const costHead = [
    "store, one machine",
    "events/s, at most",
    "events a day it is good for",
    "bytes an event",
    "days kept",
  ];
  return `${table(costHead, costs)}\n\n${table(head, rows)}`;
}

/** Two digits that count, and thousands parted. */
function rounded(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en", { maximumSignificantDigits: 2 });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

if (import.meta.main) console.log(scalingTables());
