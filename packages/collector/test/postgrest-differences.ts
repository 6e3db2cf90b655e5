/** A recorded case that this server answers otherwise, on purpose. */
export interface Difference {
  readonly status: number;
  /** The error's code; left out when the answer is no error. */
  readonly code?: string | undefined;
  readonly because: string;
}

const csv = "text/csv is neither taken nor given";
const never = "a recorded event never changes: merging and replacing are not offered for events";
const operators = "only eq, neq, gt, gte, lt, lte, in, is and not. are offered";
const nulls = "JSON is given with its nulls";

export const differences: Readonly<Record<string, Difference>> = {
  "2.32": {
    status: 400,
    code: "22003",
    because: "numbers are kept as IEEE 754 doubles; what is beyond is refused",
  },
  "3.10": { status: 400, code: "PGRST127", because: csv },
  "3.11": { status: 400, code: "PGRST127", because: csv },
  "3.11b": { status: 400, code: "PGRST127", because: csv },
  "3.12a": { status: 400, code: "PGRST127", because: csv },
  "3.12b": { status: 400, code: "PGRST127", because: csv },
  "3.12": { status: 400, code: "PGRST127", because: csv },
  "3.13": { status: 400, code: "PGRST127", because: csv },
  "3.14": { status: 400, code: "PGRST127", because: csv },
  "4.10": { status: 400, code: "PGRST127", because: never },
  "4.11": { status: 400, code: "PGRST127", because: never },
  "4.12": { status: 400, code: "PGRST127", because: never },
  "4.14": { status: 400, code: "PGRST127", because: never },
  "4.18": { status: 400, code: "PGRST127", because: never },
  "4.22": { status: 405, code: "PGRST117", because: never },
  "4.23": { status: 405, code: "PGRST117", because: never },
  "7.11": { status: 400, code: "PGRST127", because: "there are no relations to embed" },
  "8.13": { status: 400, code: "PGRST127", because: operators },
  "8.14": { status: 400, code: "PGRST127", because: operators },
  "8.15": { status: 400, code: "PGRST127", because: operators },
  "8.16": { status: 400, code: "PGRST127", because: operators },
  "8.23": { status: 400, code: "PGRST127", because: operators },
  "8.24": { status: 400, code: "PGRST127", because: operators },
  "8.27": { status: 400, code: "PGRST127", because: operators },
  "8.29": { status: 400, code: "PGRST127", because: operators },
  "8.30": { status: 400, code: "PGRST127", because: operators },
  "8.31": { status: 400, code: "PGRST127", because: operators },
  "8.36": { status: 400, code: "PGRST127", because: operators },
  "9.3": { status: 400, code: "PGRST127", because: "nulls have one place in each order" },
  "9.18": { status: 206, because: "an estimated count is exact here" },
  "10.4": { status: 406, code: "PGRST107", because: nulls },
  "10.5": { status: 406, code: "PGRST107", because: nulls },
  "10.6": { status: 406, code: "PGRST107", because: csv },
  "10.7": { status: 406, code: "PGRST107", because: csv },
  "10.15": {
    status: 406,
    code: "PGRST107",
    because: "the message names the media type without its parameters",
  },
  "10.16": { status: 406, code: "PGRST107", because: "geo+json is not given, whatever the store" },
  "10.22": { status: 406, code: "PGRST107", because: csv },
  "12.1": { status: 200, because: "Allow names the methods that are offered" },
};
