// Fills a place with a year of plausible events, so that report, page and documentation have something real-looking to
// show: npm run seed -- [--seed N] [--as-of TIME] [--weeks N] [--store URL | --out FILE]
import { openStore } from "@astrolabe/store";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { plausibleYear } from "./seed/plausible-year.ts";

const folder = ".seed";
/** Rows of one transaction. */
const batchRows = 1000;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    "as-of": { type: "string" },
    weeks: { type: "string", default: "52" },
    developers: { type: "string", default: "45" },
    store: { type: "string" },
    out: { type: "string" },
  },
});
const asOfMs = values["as-of"] === undefined ? Date.now() : Date.parse(values["as-of"]);
const seed = Number(values.seed);
const weeks = Number(values.weeks);
const developers = Number(values.developers);
if (!Number.isFinite(asOfMs) || !Number.isInteger(seed) || !(developers >= 1) || !(weeks >= 1)) {
  process.stderr.write(
    "seed: --as-of is a date or time, --seed a whole number, --weeks and --developers at least 1\n",
  );
  process.exit(2);
}
const { rows, truth } = plausibleYear({ seed, asOfMs, weeks, developers });
if (values.out !== undefined) {
  writeFileSync(values.out, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
} else {
  await fillStore(values.store ?? `sqlite:${join(folder, "events.db")}`);
}
process.stderr.write(
  `${rows.length} rows, of ${truth.runs} runs ${truth.lost} lost and ${truth.late} late; seed ${seed}\n`,
);
if (values.out === undefined && values.store === undefined) {
  process.stderr.write(`To look at them: ASTROLABE_DATA_DIR=${folder} npx astrolabe serve\n`);
}
// What is so, for who wants to hold a report against it.
process.stdout.write(`${JSON.stringify(truth)}\n`);

/** A row that is there already stays: the same seed and moment can be sown twice. */
async function fillStore(url: string): Promise<void> {
  if (url.startsWith("sqlite:")) mkdirSync(dirname(url.slice("sqlite:".length)), { recursive: true });
  const store = await openStore(url);
  try {
    for (let first = 0; first < rows.length; first += batchRows) {
      // oxlint-disable-next-line no-await-in-loop -- one transaction after the other: the store has one writer
      await store.insertEvents(rows.slice(first, first + batchRows), "ignore");
    }
  } finally {
    await store.close();
  }
}
