// A tool's declaration on its whole way: record-event holds to it, the person at the terminal reads it, the collector takes
// what is as declared and nothing else.
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { eventsPage, type Declaration } from "@astrolabe/client/declare";
import { runCommand } from "./run-command.ts";
import { readTable, serveCollector, type Served } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

const declaration: Declaration = {
  schema: 1,
  tool: "greet",
  contact: "privacy@example.org",
  events: {
    greet: {
      about: "One greeting.",
      fields: {
        exit_code: { type: "integer", min: 0, max: 255, about: "How it ended; 0 is success." },
        mode: { type: "string", values: ["fast", "slow"], about: "How it was asked to go." },
        version: { type: "string", pattern: "[0-9a-z.]{1,20}", about: "The version of greet." },
      },
    },
  },
};

async function metricsOf({ url }: Served): Promise<string[]> {
  const text = await (await fetch(new URL("/metrics", url))).text();
  return text.split("\n").filter((line) => line.startsWith("astrolabe_rows_") && !line.endsWith(" 0"));
}

test("serve --events takes what is declared, refuses the rest with a reason, and counts both", async (t) => {
  const folder = await tempFolder(t);
  const file = join(folder, "EVENTS.json");
  await writeFile(file, JSON.stringify(declaration));
  const served = await serveCollector(t, { args: ["--events", file] });
  const env = {
    ASTROLABE_STATE_DIR: join(folder, "state"),
    EVENTS_URL: served.url,
    EVENTS_TOKEN: served.anonKey,
    EVENTS_ENABLED: "1",
  };
  const fields = (...all: string[]): string[] => all.flatMap((field) => ["--field", field]);
  const runs = [
    ["greet", "--exit-code", "0", ...fields("mode=fast", "version=1.2.3")],
    ["greet", "--exit-code", "0", ...fields("mode=/home/ada/secret")],
    ["greet", "--exit-code", "0", ...fields("goal=tidy up")],
    ["greet", "--exit-code", "256"],
    ["greet", "--exit-code", "0", ...fields("version=main.example")],
    ["build", "--exit-code", "0"],
  ];
  for (const args of runs) assert.equal((await runCommand("record-event", args, { env })).code, 0);
  await runCommand("astrolabe", ["telemetry", "flush"], { env });

  const rows = await readTable<{ payload: { mode?: string } }>(served.url, served.serviceKey, "id");
  assert.deepEqual(
    rows.map(({ payload }) => payload.mode),
    ["fast"],
  );
  const counted = await metricsOf(served);
  assert.ok(counted.includes('astrolabe_rows_total{outcome="stored",reason=""} 1'), counted.join("\n"));
  // A batch with a row that is refused is sent again in halves: every time that a row came is counted.
  const undeclared = counted.find((line) => line.includes('reason="undeclared"')) ?? "";
  const received = counted.find((line) => line.startsWith("astrolabe_rows_received_total ")) ?? "";
  assert.equal(Number(received.split(" ")[1]), 1 + Number(undeclared.split(" ")[1]));
  const { stderr } = await runCommand("astrolabe", ["telemetry", "show"], { env });
  const why = [
    "mode is not one of its values",
    "a field is not declared",
    "exit_code is not from 0 to 255",
    "version looks like an address",
    "its name is not declared",
  ];
  for (const reason of why) assert.match(stderr, new RegExp(`with status 400, .*${reason}`));
});

test("record-event --events leaves out and counts what the file does not declare, and show --schema prints it", async (t) => {
  const folder = await tempFolder(t);
  const file = join(folder, "EVENTS.json");
  await writeFile(file, JSON.stringify(declaration));
  const env = { ASTROLABE_STATE_DIR: join(folder, "state") };
  const schema = (...more: string[]): ReturnType<typeof runCommand> =>
    runCommand("astrolabe", ["telemetry", "show", "--schema", ...more], { env });
  const none = await schema();
  assert.deepEqual([none.code, none.stdout], [0, ""]);
  assert.match(none.stderr, /no tool has recorded here that declares what it may send/);
  assert.deepEqual(await readdir(folder), ["EVENTS.json"], "looking writes nothing");

  await runCommand("astrolabe", ["telemetry", "local"], { env });
  const greet = ["greet", "--exit-code", "0", "--events", file, "--json"];
  const recorded = await runCommand(
    "record-event",
    [...greet, "--field", "mode=fast", "--field", "path=/home/ada"],
    { env },
  );
  assert.deepEqual(recorded, { code: 0, stdout: '{"recorded":true}\n', stderr: "" });
  const other = await runCommand("record-event", ["other", "--events", file, "--json"], { env });
  assert.deepEqual(other, { code: 0, stdout: '{"recorded":false}\n', stderr: "" });
  const { stdout: rows } = await runCommand("astrolabe", ["telemetry", "show"], { env });
  assert.match(rows, /"mode":"fast",.*"dropped_fields":1[^\n]*\n.*"name":"astrolabe-dropped",.*"count":1/);
  assert.doesNotMatch(rows, /ada|other/);

  assert.deepEqual(await schema(), { code: 0, stdout: eventsPage(declaration), stderr: "" });
  assert.deepEqual(JSON.parse((await schema("--json")).stdout), { declarations: [declaration] });
});

test("a file that declares nothing is a failure that names it, whoever is given it", async (t) => {
  const folder = await tempFolder(t);
  const file = join(folder, "EVENTS.json");
  await writeFile(file, JSON.stringify({ ...declaration, contact: "" }));
  const env = { ASTROLABE_DATA_DIR: join(folder, "data"), ASTROLABE_STATE_DIR: join(folder, "state") };
  const commands: [string, string[]][] = [
    ["astrolabe", ["serve", "--port", "0"]],
    ["record-event", ["greet"]],
  ];
  for (const [program, args] of commands) {
    for (const [path, reason] of [
      [file, "contact: must be a text"],
      [join(folder, "none.json"), "ENOENT"],
    ] as const) {
      const { code, stdout, stderr } = await runCommand(program, [...args, "--events", path], { env });
      assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
      assert.ok(stderr.includes(`${path} declares no events`) && stderr.includes(reason), stderr);
    }
  }
  assert.deepEqual(await readdir(folder), ["EVENTS.json"]);
});
