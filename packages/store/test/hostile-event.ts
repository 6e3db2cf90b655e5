import { pick } from "./random.ts";

type Random = () => number;

/** JSON text of an event that looks like a run, with fields that are hard to read: the same ones for the same seed. */
export function hostileEvent(random: Random): string {
  const fields = [
    `"name":${oneOf(random, names)}`,
    `"exit_code":${pick(random, 8) > 0 ? oneOf(random, exitCodes) : numberText(random)}`,
  ];
  for (const name of [...timesAndPeople, "start_ts", "latency_ms", "count"]) {
    if (pick(random, 5) < 2) fields.push(`"${name}":${hostileValue(random)}`);
  }
  for (const name of ["tool_version", "version"]) {
    if (pick(random, 3) === 0) fields.push(`"${name}":${oneOf(random, versions)}`);
  }
  if (pick(random, 3) === 0)
    fields.push(`"ci":${oneOf(random, ["true", "true", "false", "1", '"true"', "null"])}`);
  if (pick(random, 6) === 0) fields.push(`"pseudonyms":${oneOf(random, ['"weekly"', '"stable"', "[]"])}`);
  return `{${fields.join(",")}}`;
}

const names = ['"ai-do"', '"ai-do"', '"ai-do"', '"build"', "5", "null", '"astrolabe-dropped"'];
const exitCodes = [
  "0",
  "0",
  "0",
  "1",
  "0.0",
  "-0",
  "1e-400",
  "5e-324",
  "-1",
  "1.50",
  "1e21",
  "null",
  '"0"',
  "false",
];
const timesAndPeople = ["end_ts", "timestamp", "ts", "time", "developer", "user", "username"];
const versions = [
  '"1.4.2"',
  '"v2.0.0-beta.1+5~x"',
  '""',
  '" 1"',
  '"1\\n"',
  '"é"',
  "2",
  "null",
  `"${"9".repeat(64)}"`,
  `"${"9".repeat(65)}"`,
];

function hostileValue(random: Random): string {
  const kinds = [
    () => numberText(random),
    () => JSON.stringify(dateText(random)),
    () =>
      JSON.stringify(
        oneOf(random, [" ", "\t", "\u00a0", "\ufeff", ""]) +
          numberText(random) +
          oneOf(random, ["", "\n", " x"]),
      ),
    () => oneOf(random, ["null", "true", "false", '""', "[1]", "{}", '"ann"', '" "', '"0x10"', '"Infinity"']),
    () =>
      oneOf(random, [
        '"5."',
        '".5e9"',
        '"+1763836000"',
        '"1e999"',
        '"1e-999"',
        '"1_000"',
        '"\\u0661"',
        '"1\\n2"',
      ]),
  ];
  return kinds[pick(random, kinds.length)]?.() ?? "0";
}

function numberText(random: Random): string {
  const kinds = [
    () => String(pick(random, 2_000_000_000)),
    () => String(1e11 + pick(random, 3_000_000_000_000)),
    () => `${whole(random)}e${pick(random, 700) - 350}`,
    () => `${pick(random, 10)}.${digits(random)}e${pick(random, 40) - 20}`,
    () => `${pick(random, 2_000_000_000)}.${digits(random)}`,
    () => String(2 ** (pick(random, 200) - 60)),
    // Their shortest decimal text often lies exactly between two doubles.
    () => String(BigInt(pick(random, 2 ** 53)) << BigInt(pick(random, 30))),
    () =>
      oneOf(random, [
        "0",
        "-0.0",
        "1e-400",
        "5e-324",
        "2.4703282292062328e-324",
        "1e23",
        "-5",
        "1e400",
        "-1e400",
      ]),
  ];
  return kinds[pick(random, kinds.length)]?.() ?? "0";
}

function dateText(random: Random): string {
  const year = oneOf(random, ["2026", "1970", "1969", "2024", "9999", "0000", "2100", "1999"]);
  const clock = `${oneOf(random, ["T", " ", "t"])}${two(random, 25)}:${two(random, 61)}`;
  const seconds = oneOf(random, [
    "",
    `:${two(random, 62)}`,
    `:${two(random, 62)}${oneOf(random, [".5", ",25", `.${digits(random)}`])}`,
  ]);
  const zone = oneOf(random, ["", "Z", "z", "+02:00", "-11:30", "+25:00", "+0200"]);
  return `${year}-${two(random, 14)}-${two(random, 33)}${oneOf(random, ["", clock + seconds + zone])}`;
}

function oneOf(random: Random, values: readonly string[]): string {
  return values[pick(random, values.length)] ?? "";
}

function digits(random: Random): string {
  return Array.from({ length: 1 + pick(random, 20) }, () => pick(random, 10)).join("");
}

function whole(random: Random): string {
  return digits(random).replace(/^0+(?=.)/, "");
}

function two(random: Random, below: number): string {
  return String(pick(random, below)).padStart(2, "0");
}
