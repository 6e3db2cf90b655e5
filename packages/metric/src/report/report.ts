/**
 * All there is to say about the north star metric of a task as of a moment. Terminal, page, picture and digest are
 * drawings of it. Every {@link Figure} in it holds for the `week` of the nearest object around it that has one, as of
 * `as_of`, by the definition `definition_version`; `listFigures` writes each out with all of that.
 */
export interface Report {
  /** Counts up with every change that a reader of version 1 would misread. */
  readonly report_version: 1;
  readonly definition_version: number;
  readonly task: string;
  /** IANA name of the zone in which weeks begin. */
  readonly time_zone: string;
  /** The instant that the report speaks of, ISO 8601 in UTC. */
  readonly as_of: string;
  /** Groups of fewer developers are hidden. */
  readonly min_group: number;
  /** False under weekly pseudonyms: who came, stayed and went is not known then, nor why the number changed. */
  readonly linkable: boolean;
  /** Complete weeks, oldest first, those without runs included. */
  readonly weeks: readonly ReportWeek[];
  /** The week that holds `as_of`: its figures will change. */
  readonly running: RunningWeek | null;
  /** What the last complete week says; null without one. */
  readonly last: LastWeek | null;
  /** Who stayed, by the week they were first seen in; oldest first. Empty where nobody can be followed. */
  readonly retention: readonly Cohort[];
  readonly trust: Trust;
}

/** One number, with what it needs to be believed. */
export interface Figure {
  /** Null when there is none, or none to show: `why` says it. */
  readonly value: number | null;
  readonly unit: Unit;
  /** How many the value rests on; null when that is hidden or not known. */
  readonly n: number | null;
  /** What `n` counts. */
  readonly of: "developers" | "runs" | "weeks" | "rows";
  /** 95 % interval, of figures that can have one; null when there's too little to give it. */
  readonly interval?: readonly [low: number, high: number] | null;
  readonly why?: Why;
}

export type Unit = "runs" | "developers" | "runs/developer" | "days/developer" | "share" | "ms" | "rows";

/** Why there is no value: hidden for the sake of a small group; not known; nothing there to measure; too little of it. */
export type Why = "hidden" | "not known" | "nothing" | "too few";

export interface ReportWeek {
  /** ISO 8601 week, e.g. `2026-W47`. */
  readonly week: string;
  readonly successful_runs: Figure;
  readonly runs: Figure;
  /** With at least one successful run. */
  readonly active_developers: Figure;
  /** The north star: successful runs ∕ active developers. */
  readonly per_developer: Figure;
  /** Successful runs ∕ runs. */
  readonly success_rate: Figure;
  /** Of successful runs. */
  readonly latency_p50: Figure;
  readonly latency_p95: Figure;
  /** Days with a successful run, mean over active developers. */
  readonly active_days: Figure;
  /** Of successful runs over active developers. */
  readonly median: Figure;
  readonly p90: Figure;
  /** Share of the successful runs that the most active tenth of the developers did. */
  readonly top_tenth: Figure;
  /** Active for the first time ever. */
  readonly new: Figure;
  /** Active in the week before, too. */
  readonly returning: Figure;
  /** Active before, but not in the week before. */
  readonly resurrected: Figure;
  /** Active in the week before, and not in this one. */
  readonly lost: Figure;
  /** Runs by exit code, the most frequent first; `other` holds the rest and what is hidden. */
  readonly exit_codes: readonly { readonly code: string; readonly runs: Figure }[];
  /** By version of the tool, the most used first; `other` holds the rest and what is hidden. */
  readonly versions: readonly VersionRow[];
}

export interface VersionRow {
  readonly version: string;
  readonly runs: Figure;
  readonly success_rate: Figure;
}

export interface RunningWeek extends ReportWeek {
  /** Whole days of it that are over. */
  readonly days: number;
  /** Where the north star will be at its end if it goes on as the weeks before; with a prediction interval. */
  readonly pace: Figure;
}

export interface LastWeek {
  readonly week: string;
  readonly previous_week: string;
  /** Of the north star, against the week before; the interval is paired by developer where they can be followed. */
  readonly change: Figure;
  readonly verdict: "up" | "down" | "no change" | "not known";
  /** The same in words. */
  readonly sentence: string;
  /** Of what the change is made; they sum to it. Empty when they are hidden, not known, or there is no change to explain. */
  readonly parts: readonly ChangePart[];
  /** Limits of normal variation, from the weeks before this one. */
  readonly limits: {
    readonly centre: Figure;
    readonly lower: Figure;
    readonly upper: Figure;
    readonly signal:
      "none" | "above the limits" | "below the limits" | "shift up" | "shift down" | "not known";
  };
}

export type Cause =
  | "same developers ran it more or less"
  | "success rate"
  | "tool version"
  | "new developers"
  | "resurrected developers"
  | "lost developers";

export interface ChangePart {
  /** Several where one alone would show a small group. */
  readonly causes: readonly Cause[];
  readonly value: Figure;
}

export interface Cohort {
  /** In which they were active for the first time. */
  readonly week: string;
  readonly developers: Figure;
  /** How many were active one week later, two weeks later, and so on; complete weeks only. */
  readonly active_after: readonly Figure[];
}

export interface Trust {
  /** Null where rows were not counted. */
  readonly ledger: {
    readonly received: Figure;
    readonly stored: Figure;
    readonly duplicate: Figure;
    readonly rejected: readonly { readonly reason: string; readonly rows: Figure }[];
    readonly dropped_at_client: Figure;
  } | null;
  /** Share of events that never came, from gaps in the clients' sequence numbers. */
  readonly estimated_loss: Figure;
  /** ISO 8601, in UTC. */
  readonly newest_run: string | null;
  /** From the newest run to `as_of`. */
  readonly age: Figure;
  /** Runs dated later than `as_of`'s week: clocks that are wrong. They are in no week above. */
  readonly future_runs: Figure;
  /** Of the last complete week. */
  readonly week: string | null;
  /** Share of its runs made under continuous integration. */
  readonly ci_share: Figure;
  /** Its north star under other definitions. */
  readonly other_definitions: readonly {
    readonly definition: OtherDefinition;
    readonly per_developer: Figure;
  }[];
}

export type OtherDefinition =
  | "without continuous integration"
  | "without developers seen once"
  | "top 1 % capped"
  | "any run makes a developer active";
