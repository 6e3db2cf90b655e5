import { gzipSync } from "node:zlib";
import type { Random } from "./random.ts";

/** A body that is a valid insert, or was one before it was mutated. */
export function hostileBody(random: Random): Buffer {
  const body = Buffer.from(JSON.stringify(rows(random)));
  return random.chance(0.2) ? body : random.pick(mutations)(body, random);
}

/** A UUID from few, so that duplicates come, or now and then from many. */
export function someId(random: Random): string {
  const digits = random.chance(0.5)
    ? random.int(500).toString(16).padStart(12, "0")
    : random.bytes(6).toString("hex");
  return `00000000-0000-7000-8000-${digits}`;
}

function rows(random: Random): unknown {
  const row = (): unknown =>
    random.chance(0.1)
      ? { task: "ai-do", week: "2026-W47", developer: "d", successful_runs: random.int(5) }
      : {
          ...(random.chance(0.8) ? { id: random.chance(0.9) ? someId(random) : value(random) } : {}),
          ...(random.chance(0.95) ? { payload: random.chance(0.6) ? event(random) : value(random) } : {}),
          ...(random.chance(0.05) ? { [random.pick(oddNames)]: value(random) } : {}),
        };
  return random.chance(0.6) ? row() : Array.from({ length: random.int(8) }, row);
}

const oddNames = [
  "__proto__",
  "constructor",
  "toString",
  "nope",
  "",
  "ID",
  "payload ",
  "\u0000",
  "💥",
  "id\n",
];

function event(random: Random): unknown {
  const end = random.pick([1_795_379_211.5, 0, -1, 1e11, 1e308, "2026-11-22T19:36:00Z", "soon", null, true]);
  const exit = random.pick([0, 1, "0", false, null, -0, 1e-9]);
  return {
    name: random.pick(["ai-do", "click", "", 5]),
    developer: value(random),
    exit_code: exit,
    end_ts: end,
  };
}

function value(random: Random, levels = 3): unknown {
  const scalars = [
    null,
    true,
    -0,
    1e308,
    5e-324,
    "",
    "x".repeat(random.int(300)),
    "\ufeff",
    "\u2028",
    "𝕏",
    "'; --",
  ];
  if (levels === 0 || random.chance(0.6)) return random.pick(scalars);
  const length = random.int(4);
  if (random.chance(0.5)) return Array.from({ length }, () => value(random, levels - 1));
  return Object.fromEntries(Array.from({ length }, () => [random.pick(oddNames), value(random, levels - 1)]));
}

type Mutation = (body: Buffer, random: Random) => Buffer;

function splice(body: Buffer, random: Random, insert: Buffer, remove = 0): Buffer {
  const at = random.int(body.length + 1);
  return Buffer.concat([body.subarray(0, at), insert, body.subarray(at + remove)]);
}

const fragments = [
  "\\u0000",
  "\\ud800",
  "\\udc00\\ud800",
  "\\",
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "null",
  "1e999",
  "1e131071",
  "1e-99999999999999999999",
  "1.10",
  "-0.0e0",
  "-",
  "\n",

  "NaN",
  "Infinity",
  "//",
  "/* */",
  "0x1",
  "01",
  "'",
  "\u0000",
  "\ufeff",
  "undefined",
  "9".repeat(400),
];

const mutations: readonly Mutation[] = [
  (body, random) => splice(body, random, random.bytes(1 + random.int(4)), random.int(3)),
  (body, random) => splice(body, random, Buffer.from(random.pick(fragments)), random.int(2)),
  (body, random) => splice(body, random, Buffer.alloc(0), 1 + random.int(20)),
  (body, random) => splice(body, random, body.subarray(random.int(body.length))),
  (body, random) => body.subarray(0, random.int(body.length)),
  (_, random) => random.bytes(random.int(200)),
  (_, random) => Buffer.from(JSON.stringify(value(random))),
  (_, random) => Buffer.from(JSON.stringify(Array.from({ length: random.int(5) }, () => value(random)))),
  (_, random) => nested(random.pick([400, 1199, 1200, 1201, 2000, 5000]), random),
  (_, random) => (random.chance(0.02) ? nested(100_000, random) : nested(1300, random)),
  (_, random) => Buffer.from(`{"payload":"${"x".repeat(random.int(random.chance(0.05) ? 500_000 : 5000))}"}`),
  (body) => Buffer.from(body.toString(), "utf16le"),
  (_, random) => csv(random),
  (body) => gzipSync(body),
  (body) => Buffer.concat([Buffer.from("\ufeff"), body]),
  (body) => Buffer.from(`payload=${body.toString("hex")}&id=%zz`),
];

/** Lines of CSV, some of which may be taken. */
function csv(random: Random): Buffer {
  const cells = [someId(random), "NULL", "", '"a ""b"""', '"', "\u0000", "x", '{"name":"ai-do"}', "\r"];
  const line = (): string => Array.from({ length: random.int(4) }, () => random.pick(cells)).join(",");
  const lines = Array.from({ length: random.int(5) }, line);
  return Buffer.from([random.pick(["id,payload", "payload", "nope", '"id', ""]), ...lines].join("\n"));
}

/** Arrays or objects in each other; sometimes not closed. */
function nested(levels: number, random: Random): Buffer {
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
  ]);
  return Buffer.from(`{"payload":${open.repeat(levels)}1${random.chance(0.8) ? close.repeat(levels) : ""}}`);
}
