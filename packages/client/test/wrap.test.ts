import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createTelemetry } from "../src/telemetry.ts";
import { startRowServer } from "./row-server.ts";
import { until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const noColor = { NO_COLOR: "1", TERM: "dumb" };

interface ToolRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runTool(dir: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ToolRun> {
  const child = spawn(process.execPath, [join(dir, "greet.js"), ...args], {
    env: { ...noColor, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exitCode, stdout, stderr };
}

/** A copy of an example without the lines that name telemetry; beside it, so that it finds the same framework. */
function withoutTelemetry(framework: string): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(examples, `${framework}-without-`));
  cpSync(join(examples, framework), path, { recursive: true });
  const file = join(path, framework === "oclif" ? "commands.js" : "greet.js");
  const source = readFileSync(file, "utf8").replace(/^(?!\/\/).*telemetry.*$|^.*@astrolabe.*$/gim, (line) =>
    line.startsWith("//") ? line : "",
  );
  assert.doesNotMatch(source.replace(/^\/\/.*$/gm, ""), /telemetry|astrolabe/i);
  writeFileSync(file, source);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** What a tool printed, without what two installations and two widths of a table differ in. */
function comparable({ exitCode, stdout, stderr }: ToolRun, dir: string): unknown {
  const plain = (text: string): string[] =>
    text
      .replaceAll(dir, "DIR/")
      .replaceAll("DIR//", "DIR/")
      .replaceAll(/ \[(--analytics|OPTIONS|options)\]/g, "")
      .split("\n")
      .map((line) => line.replaceAll(/\s+/g, " ").trim())
      .filter((line) => line !== "" && !/analytics|not record this run|^(OPTIONS|FLAGS)$/.test(line));
  return { exitCode, stdout: plain(stdout), stderr: plain(stderr) };
}

interface Invocation {
  readonly args: readonly string[];
  /** The declared names of the command that ran; undefined if none began. */
  readonly command?: string;
  readonly exitCode: number;
}

/** What differs between the frameworks: how they report that they did not understand. */
function invocations(framework: string): Invocation[] {
  const usageExitCode = framework === "oclif" ? 2 : 1;
  return [
    { args: ["hello", "Ann"], command: "hello", exitCode: 0 },
    { args: ["remote", "add", "http://secret.example"], command: "remote add", exitCode: 0 },
    { args: ["give-up"], command: "give-up", exitCode: 3 },
    { args: ["crash"], command: "crash", exitCode: 1 },
    // oclif parses in the command, so there the command had begun.
    { args: ["hello"], exitCode: usageExitCode, ...(framework === "oclif" && { command: "hello" }) },
    { args: ["Ann"], exitCode: usageExitCode },
  ];
}

for (const framework of ["commander", "yargs", "oclif", "citty"]) {
  describe(framework, { concurrency: 2 }, () => {
    const dir = join(examples, framework);

    test("each run arrives once, and the tool is the same as without telemetry", async () => {
      using state = makeStateFolder();
      using without = withoutTelemetry(framework);
      await using server = await startRowServer();
      const env = { EVENTS_ENABLED: "1", EVENTS_URL: server.url, ASTROLABE_STATE_DIR: state.path };
      for (const [index, { args, command, exitCode }] of invocations(framework).entries()) {
        const run = await runTool(dir, args, env);
        assert.equal(run.exitCode, exitCode, args.join(" "));
        assert.deepEqual(
          comparable(run, dir),
          comparable(await runTool(without.path, args, env), without.path),
        );
        await until(() => server.table.size > index);
        assert.equal(server.table.size, index + 1);
        const payload = [...server.table.values()].at(-1)?.payload ?? {};
        const { developer, start_ts, end_ts, latency_ms, ci: _ci, ...rest } = payload;
        assert.deepEqual(rest, { name: "greet", exit_code: exitCode, ...(command && { command }) });
        assert.match(String(developer), /^[0-9a-f]{32}$/);
        assert.ok(Number(latency_ms) > 0 && Number(latency_ms) < 60_000);
        assert.equal(Math.round((Number(end_ts) - Number(start_ts)) * 1000), latency_ms);
      }
    });

    test("its help shows both flags, and neither help nor version is a run", async () => {
      using state = makeStateFolder();
      const env = { EVENTS_ENABLED: "1", EVENTS_DEBUG: "1", ASTROLABE_STATE_DIR: state.path };
      for (const args of [["--help"], ["hello", "--help"], ["--version"]]) {
        const { exitCode, stdout, stderr } = await runTool(dir, args, env);
        assert.deepEqual([exitCode, stderr], [0, ""]);
        // The help of a whole oclif tool lists its commands and no flags.
        if (args[0] === "--version" || (framework === "oclif" && args.length === 1)) continue;
        assert.match(stdout, /--analytics|--\[no-\]analytics/);
        assert.match(stdout, /--no-analytics/);
      }
    });

    test("the flags decide, wherever they stand, and what follows a bare -- does not", async () => {
      using state = makeStateFolder();
      const off = { EVENTS_DEBUG: "1", ASTROLABE_STATE_DIR: state.path };
      const on = { ...off, EVENTS_ENABLED: "1" };
      const isRecorded = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> => {
        const { exitCode, stderr } = await runTool(dir, args, env);
        assert.equal(exitCode, 0);
        return stderr !== "";
      };
      assert.equal(await isRecorded(["hello", "Ann"], off), false);
      assert.equal(await isRecorded(["hello", "Ann", "--analytics"], off), true);
      assert.equal(await isRecorded(["hello", "--no-analytics", "Ann"], on), false);
      // To yargs what follows it is no argument of the command.
      const verbatim = framework === "yargs" ? ["hello", "Ann"] : ["hello"];
      assert.equal(await isRecorded([...verbatim, "--", "--analytics"], off), false);
      assert.equal(await isRecorded(["hello", "--analytics", "Ann"], { ...off, DO_NOT_TRACK: "1" }), false);
      // oclif has no flags before the command.
      if (framework !== "oclif") {
        assert.equal(await isRecorded(["--analytics", "hello", "Ann"], off), true);
        assert.equal(await isRecorded(["--no-analytics", "remote", "add", "x"], on), false);
      }
    });
  });
}

test("a program of no known shape is left alone, and wrap never throws", () => {
  const telemetry = createTelemetry({ env: {}, argv: [] });
  const hostile = new Proxy({}, { has: () => true });
  for (const program of [{}, [], () => 1, hostile]) assert.equal(telemetry.wrap(program), program);
});
