// The story of an event, from a command at a terminal to the number, with the built programs and nothing else.
import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "./source-files.ts";

const run = promisify(execFile);
const bin = join(root, "node_modules/.bin");
const arrivalDeadlineMs = 20_000;

// An organisation's salt makes this person one developer, by a pseudonym that nobody without the salt can compute.
const person = { EVENTS_SALT: "a secret of the organisation", EMAIL: "Bo@example.com" };
const developer = createHmac("sha256", person.EVENTS_SALT)
  .update("bo@example.com")
  .digest("hex")
  .slice(0, 32);

let home: string;
let collector: ChildProcess;
let env: NodeJS.ProcessEnv;
let serviceKey: string;

/** Runs one of the project's programs as a person would; resolves to what it printed on standard output. */
async function at(program: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(join(bin, program), args, { cwd: home, env: { ...env, ...extra } });
  return stdout;
}

before(async () => {
  home = await mkdtemp(join(tmpdir(), "astrolabe-story-"));
  env = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: home,
    ASTROLABE_STATE_DIR: join(home, "state"),
    ASTROLABE_DATA_DIR: join(home, "data"),
  };
  collector = spawn(join(bin, "astrolabe"), ["serve", "--port", "0"], {
    cwd: home,
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const printed = await printedUntilListening(collector);
  const exported = Object.fromEntries(
    [...printed.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  env = { ...env, ...exported };
  serviceKey =
    (JSON.parse(await at("astrolabe", ["keys", "--json"])) as Record<string, string>)["service_role"] ?? "";
});

after(async () => {
  collector.kill("SIGTERM");
  await new Promise((resolve) => collector.once("exit", resolve));
  await rm(home, { recursive: true, force: true });
});

test("nobody has said yes: nothing is recorded", async () => {
  await at("record-event", ["ai-do", "--exit-code", "0"]);
  assert.deepEqual(await readdir(home), ["data"]);
});

test("a person says yes: two runs succeed, one fails, and their events arrive", async () => {
  for (const exitCode of ["0", "0", "1"]) {
    await at(
      "record-event",
      ["ai-do", "--exit-code", exitCode, "--end-ts", "1763836012.456", "--analytics"],
      person,
    );
  }
  await until(async () => (await storedRows()).length === 3);
});

test("an older client's row without an id counts too", async () => {
  const answer = await fetch(env["EVENTS_URL"] ?? "", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      apikey: env["EVENTS_TOKEN"] ?? "",
      Authorization: `Bearer ${env["EVENTS_TOKEN"] ?? ""}`,
    },
    body: JSON.stringify({
      payload: { name: "ai-do", user: "ann", exit_code: 0, timestamp: "2025-11-22T19:36:00Z" },
    }),
  });
  assert.equal(answer.status, 201);
  assert.equal((await storedRows()).length, 4);
});

test("a file, standard input and the collector give the same bytes", async () => {
  const rows = await storedRows();
  const ndjson = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  await writeFile(join(home, "events.ndjson"), ndjson);

  const fromFile = await at("nsm-stats", ["events.ndjson"]);
  const fromCollector = await at("nsm-stats", [], { EVENTS_TOKEN: serviceKey });
  const stdin = run(join(bin, "nsm-stats"), ["-"], { cwd: home, env });
  stdin.child.stdin?.end(ndjson);

  const lines = [`${developer},2025-W47,2\n`, "ann,2025-W47,1\n"];
  assert.equal(fromFile, lines.toSorted().join(""));
  assert.equal(fromCollector, fromFile);
  assert.equal((await stdin).stdout, fromFile);
});

test("the weekly totals are uploaded, and uploading again changes nothing", async () => {
  const upload = (): Promise<string> => at("nsm-upload", ["events.ndjson"], { EVENTS_TOKEN: serviceKey });
  await upload();
  const rows = await storedRows();
  const [weekly, ...more] = rows.map(({ payload }) => payload).filter(({ name }) => name === "nsm-weekly");
  assert.deepEqual(more, []);
  assert.equal(weekly?.["week"], "2025-W47");
  assert.deepEqual(weekly?.["totals"], { [developer]: 2, ann: 1 });
  await upload();
  assert.deepEqual(await storedRows(), rows);
});

test("the number: three successful runs by two developers, of four", async () => {
  const expected = {
    task: "ai-do",
    weeks: [
      {
        week: "2025-W47",
        successful_runs: 3,
        runs: 4,
        active_developers: 2,
        per_developer: 1.5,
        success_rate: 0.75,
        complete: true,
      },
    ],
  };
  assert.deepEqual(JSON.parse(await at("astrolabe", ["metric", "events.ndjson", "--json"])), expected);

  const answer = await fetch(new URL("/api/v1/metric?task=ai-do", env["EVENTS_URL"]), {
    headers: { apikey: serviceKey },
  });
  assert.deepEqual(await answer.json(), expected);
});

async function storedRows(): Promise<{ id: string; payload: Record<string, unknown> }[]> {
  const answer = await fetch(`${env["EVENTS_URL"] ?? ""}?order=id`, { headers: { apikey: serviceKey } });
  assert.equal(answer.status, 200);
  return (await answer.json()) as { id: string; payload: Record<string, unknown> }[];
}

async function printedUntilListening(child: ChildProcess): Promise<string> {
  let printed = "";
  for await (const text of child.stdout?.setEncoding("utf8") ?? []) {
    printed += text;
    if (/^listening on .*\n/m.test(printed)) break;
  }
  return printed;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + arrivalDeadlineMs;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, "it did not happen in time");
    await delay(100);
  }
}
