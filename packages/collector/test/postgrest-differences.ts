/** A recorded case that this server answers otherwise, on purpose. */
export interface Difference {
  readonly status: number;
  /** The error's code; left out when the answer is no error. */
  readonly code?: string | undefined;
  readonly because: string;
}

const openapi = "the server describes itself as OpenAPI 3.1";
const unfiltered = "a DELETE without a filter is refused, as on Supabase: nothing is deleted by mistake";
const functions = "there are no functions";
const operators = "only eq, neq, gt, gte, lt, lte, in, is, like, ilike and not. are offered";
const patch = "PATCH is not offered: whole rows are replaced with resolution=merge-duplicates";

/** What differs on purpose and no recorded request asks for. */
export const furtherDifferences: readonly string[] = [
  "`events` has a further column, `received_at` (`timestamptz`), which the server sets. It can be selected, filtered and " +
    "ordered by its name, is not part of `*`, so that rows look the same everywhere, and is neither taken nor returned by an insert.",
  "DELETE refuses `limit`, `offset` and `order`, which PostgREST ignores: it would delete more than was meant.",
  "An insert of several rows that wants them back in an `order` is refused: they come in the order in which they were sent.",
  "A cast (`::`) in `select`, and a path into a column that isn't `jsonb`, are refused.",
  "`Prefer: timezone` is refused when `received_at` is asked for in another zone than UTC.",
  "Of a request with several faults another may be named than PostgREST names.",
  "On SQLite a DELETE takes at most 10,000 rows at once, or is refused with 54000.",
  "Bodies are nested 1,200 levels deep at most, and their numbers may grow by 256 KiB when their exponents are written out.",
  "A read gives at most 1,000 rows, as Supabase is set up; an insert takes at most 10,000 rows and 8 MiB.",
  "A filter on `received_at` takes ISO 8601 alone, and times are given in UTC.",
  "An upsert of many rows that wants a single object back is refused, even if but one of them would be new.",
  "As CSV, a JSON null that a path leads to is an empty cell, like what isn't there.",
];

/** By the number of the case. */
export const differences: Readonly<Record<string, Difference>> = {
  "2.43b": {
    status: 400,
    code: "54001",
    because: "sending it again can't help, so it is no 500; the hint names this server's limit",
  },
  "4.14": { status: 400, code: "21000", because: "sending it again can't help, so it is no 500" },
  "8.16": { status: 400, code: "PGRST127", because: operators },
  "8.23": { status: 400, code: "PGRST127", because: operators },
  "8.24": { status: 400, code: "PGRST127", because: operators },
  "8.27": { status: 400, code: "PGRST127", because: "logic trees are not offered" },
  "8.29": { status: 400, code: "PGRST127", because: operators },
  "8.30": { status: 400, code: "PGRST127", because: operators },
  "8.31": { status: 400, code: "PGRST127", because: operators },
  "8.36": { status: 400, code: "PGRST127", because: operators },
  "9.18": { status: 206, because: "an estimated count is exact here" },
  "10.16": { status: 406, code: "PGRST107", because: "geo+json is not given, whatever the store" },
  "11.2": { status: 200, because: "a key in `apikey` alone is enough, as behind Supabase's gateway" },
  "11.5": { status: 400, code: "PGRST127", because: functions },
  "11.51": { status: 201, because: "a key in `apikey` alone is enough, as behind Supabase's gateway" },
  "11.52": { status: 400, code: "PGRST127", because: functions },
  "12.8": { status: 400, code: "PGRST127", because: functions },
  "13.6": { status: 400, code: "21000", because: unfiltered },
  "13.8": { status: 400, code: "21000", because: unfiltered },
  "13.10": { status: 400, code: "PGRST127", because: patch },
  "13.11": { status: 400, code: "PGRST127", because: patch },
  "13.12": { status: 400, code: "PGRST127", because: patch },
  "13.14": { status: 400, code: "PGRST127", because: patch },
  "13.15": { status: 400, code: "PGRST127", because: patch },
  "13.16": { status: 400, code: "PGRST127", because: patch },
  "13.17": { status: 400, code: "PGRST127", because: patch },
  "13.18": { status: 400, code: "PGRST127", because: patch },
  "13.19": { status: 400, code: "PGRST127", because: patch },
  "14.1": { status: 400, code: "PGRST127", because: functions },
  "14.2": { status: 400, code: "PGRST127", because: functions },
  "14.3": { status: 400, code: "PGRST127", because: functions },
  "14.4": { status: 400, code: "PGRST127", because: functions },
  "14.5": { status: 400, code: "PGRST127", because: functions },
  "14.6": { status: 400, code: "PGRST127", because: functions },
  "14.7": { status: 400, code: "PGRST127", because: functions },
  "14.8": { status: 400, code: "PGRST127", because: functions },
  "14.9": { status: 400, code: "PGRST127", because: functions },
  "14.10": { status: 400, code: "PGRST127", because: functions },
  "14.11": { status: 400, code: "PGRST127", because: functions },
  "14.12": { status: 400, code: "PGRST127", because: functions },
  "14.13": { status: 400, code: "PGRST127", because: functions },
  "14.14": { status: 400, code: "PGRST127", because: functions },
  "14.15": { status: 400, code: "PGRST127", because: functions },
  "14.16": { status: 400, code: "PGRST127", because: functions },
  "14.17": { status: 400, code: "PGRST127", because: functions },
  "14.18": { status: 400, code: "PGRST127", because: functions },
  "14.19": { status: 400, code: "PGRST127", because: functions },
  "14.20": { status: 400, code: "PGRST127", because: functions },
  "14.21": { status: 400, code: "PGRST127", because: functions },
  "14.22": { status: 400, code: "PGRST127", because: functions },
  "14.24": { status: 400, code: "PGRST127", because: functions },
  "14.25": { status: 400, code: "PGRST127", because: functions },
  "14.23": { status: 400, code: "PGRST127", because: functions },
  "15.1": { status: 200, because: openapi },
  "15.2": { status: 200, because: openapi },
  "15.19": {
    status: 431,
    code: "PGRST100",
    because:
      "headers that are too long have a status of their own; the body is an error of PostgREST's shape",
  },
};
