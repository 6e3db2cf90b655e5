import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startRowServer } from "./row-server.ts";
import { until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const client = fileURLToPath(new URL("../", import.meta.url));
const folder = fileURLToPath(new URL("../../../test/runtimes/", import.meta.url));
const installed = join(folder, "node_modules");
const required = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("runtimes") ?? false;
const skip =
  required || existsSync(installed)
    ? false
    : "other runtimes aren't installed: npm install --no-package-lock --prefix test/runtimes";

/** How each runtime is started, before the program's path. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  "Node 20": [join(installed, "node-20/bin/node")],
  "Node 22": [join(installed, "node-22/bin/node")],
  "Node 24": [process.execPath],
  "Node 26": [join(installed, "node-26/bin/node")],
  Bun: [join(installed, "@oven/bun-linux-x64/bin/bun")],
  Deno: [join(installed, "@deno/linux-x64-glibc/deno"), "run", "--allow-all", "--quiet"],
};

const work = `
  const telemetry = createTelemetry();
  const main = async () => {
    await telemetry.run("timed", async () => undefined);
    console.log("recorded:", await recordEvent("host"));
    void telemetry.run("cut", () => process.exit(3));
  };
  void main();
`;

const programs: Readonly<Record<string, string>> = {
  "tool.js": `import { createTelemetry, recordEvent } from "@astrolabe/client";${work}`,
  "tool.cjs": `const { createTelemetry, recordEvent } = require("@astrolabe/client");${work}`,
};

/** A folder as a tool's users have it: the client lies in `node_modules`, not behind a link. */
function installTool(dir: string): void {
  const copy = join(dir, "node_modules/@astrolabe/client");
  mkdirSync(copy, { recursive: true });
  for (const part of ["dist", "package.json"])
    cpSync(join(client, part), join(copy, part), { recursive: true });
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module" }));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(dir, name), text);
}

async function run(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const [program = "", ...args] = command;
  // Deno wants to keep a cache somewhere; a home of its own keeps it out of the test's state.
  const options = { cwd, env: { HOME: join(cwd, "home"), NO_COLOR: "1", ...env } };
  return promisify(execFile)(program, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
}

before(async () => {
  if (skip !== false || existsSync(installed)) return;
  // Without a lock file: it would name the binaries of all platforms, which are not in every mirror.
  await promisify(execFile)("npm", ["install", "--prefer-offline", "--no-package-lock", "--ignore-scripts"], {
    cwd: folder,
  });
});

for (const [runtime, command] of Object.entries(runtimes)) {
  for (const program of Object.keys(programs)) {
    const how = program.endsWith(".cjs") ? "required by CommonJS" : "imported";
    test(`${how} under ${runtime}, events are recorded and delivered`, async (context) => {
      if (skip !== false && runtime !== "Node 24") {
        context.skip(skip);
        return;
      }
      using state = makeStateFolder();
      await using server = await startRowServer();
      installTool(state.path);
      const stateDir = join(state.path, "state");
      const env = { EVENTS_URL: server.url, ASTROLABE_STATE_DIR: stateDir };

      const off = await run([...command, program], state.path, env);
      assert.deepEqual(off, { code: 3, stdout: "recorded: false\n", stderr: "" });
      assert.ok(!existsSync(stateDir));

      const on = await run([...command, program], state.path, { ...env, EVENTS_ENABLED: "1" });
      assert.deepEqual(on, { code: 3, stdout: "recorded: true\n", stderr: "" });
      await until(() => server.table.size === 3);
      const events = [...server.table.values()].map(({ payload }) => [payload["name"], payload["exit_code"]]);
      assert.deepEqual(events, [
        ["timed", 0],
        ["host", undefined],
        ["cut", 3],
      ]);
    });
  }
}
