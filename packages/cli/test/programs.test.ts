import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Command } from "commander";
import {
  createAstrolabeProgram,
  createNsmStatsProgram,
  createNsmUploadProgram,
  createRecordEventProgram,
} from "../src/index.ts";
import { binOf, runCommand, startCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

const programs = [
  createAstrolabeProgram(),
  createNsmStatsProgram(),
  createNsmUploadProgram(),
  createRecordEventProgram(),
];

/** Every command of a program, as the words that call it. */
function callsOf(command: Command, words: readonly string[] = []): string[][] {
  return [[...words], ...command.commands.flatMap((child) => callsOf(child, [...words, child.name()]))];
}

/** Required options, each with a value: one that is missing would be named before one that isn't there. */
function requiredOptions(program: Command, words: readonly string[]): string[] {
  const command = words.reduce(
    (parent, word) => parent.commands.find((one) => one.name() === word)!,
    program,
  );
  return command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long!, "x"]);
}

for (const program of programs) {
  for (const words of callsOf(program)) {
    const call = [program.name(), ...words].join(" ");

    test(`${call} --help explains it on standard output and exits 0`, async () => {
      const { code, stdout, stderr } = await runCommand(program.name(), [...words, "--help"]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
      assert.ok(stdout.startsWith(`Usage: ${call} `), stdout);
    });

    test(`${call} --version prints the version and exits 0`, async () => {
      const ended = await runCommand(program.name(), [...words, "--version"]);
      assert.deepEqual({ ...ended, stdout: "" }, { code: 0, stdout: "", stderr: "" });
      assert.match(ended.stdout, /^\d+\.\d+\.\d+\S*\n$/);
    });

    test(`${call} with an unknown option is wrong usage`, async () => {
      const { code, stdout, stderr } = await runCommand(program.name(), [
        ...words,
        ...requiredOptions(program, words),
        "--no-such-option",
      ]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.ok(stderr.includes(`${call}: unknown option '--no-such-option'`), stderr);
    });
  }
}

test("a program of several commands called without one explains itself as wrong usage", async () => {
  for (const words of [[], ["telemetry"]]) {
    const { code, stdout, stderr } = await runCommand("astrolabe", words);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.match(stderr, /^Usage: astrolabe /);
  }
});

test("a command that does not exist is wrong usage", async () => {
  const { code, stderr } = await runCommand("astrolabe", ["serv"]);
  assert.equal(code, 2);
  assert.match(stderr, /unknown command 'serv'/);
});

test("a reader that goes away early ends a command quietly", async (t) => {
  const folder = await tempFolder(t);
  const lines = Array.from({ length: 50_000 }, (_, index) =>
    JSON.stringify({ name: "ai-do", developer: `developer-${index}`, exit_code: 0, end_ts: 1_763_836_000 }),
  );
  await writeFile(join(folder, "events.ndjson"), lines.join("\n"));
  const child = startCommand("nsm-stats", [join(folder, "events.ndjson")]);
  let stderr = "";
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  child.stdout?.once("data", () => child.stdout?.destroy());
  await once(child, "close");
  assert.deepEqual({ code: child.exitCode, stderr }, { code: 0, stderr: "" });
});

/** The Node that the system has beside the one that runs the tests, if it is too old for the commands. */
function oldNode(): string | undefined {
  const path = "/usr/bin/node";
  try {
    const [major = 0, minor = 0] = execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" })
      .split(".")
      .map(Number);
    return major < 22 || (major === 22 && minor < 18) ? path : undefined;
  } catch {
    return undefined;
  }
}

test("under an old Node a command says in one line what it needs", { skip: oldNode() === undefined }, () => {
  for (const program of programs) {
    const script = `"${oldNode()}" "${binOf(program.name())}" --help 2>&1; echo "exit code $?"`;
    const said = execFileSync("sh", ["-c", script], { encoding: "utf8" });
    assert.match(
      said,
      new RegExp(`^${program.name()}: needs Node 22\\.18 or newer, and this is v.*\nexit code 1\n$`),
    );
  }
});
