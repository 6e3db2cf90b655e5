// The whole way of an event on this machine: starts the collector, runs a dozen real commands as three developers,
// records each, waits until the rows have arrived, counts them, uploads the weekly totals, and prints the metric.
// Everything it makes lies in one temporary folder, and is gone at the end.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const developers = ["ada@example.com", "grace@example.com", "edsger@example.com"];
const commands = [
  "node --version",
  "ls package.json",
  "cat no-such-file",
  "grep -q astrolabe package.json",
  "wc -l README.md package.json",
  "node -e 'process.exit(3)'",
  "sort package.json",
  "date",
  "test -d no-such-directory",
  "uname",
  "node -e 'console.log(6 * 7)'",
  "ls packages",
];

/** The rows are on their way as soon as a command ends; a machine under load may take a while to start the sender. */
const arrivalDeadlineMs = 30_000;

const folder = mkdtempSync(join(tmpdir(), "astrolabe-demo-"));
const logPath = join(folder, "collector.log");
const collector = spawn(process.execPath, [binOf("astrolabe"), "serve", "--port", "0"], {
  env: demoEnvironment(),
  stdio: ["ignore", "pipe", openSync(logPath, "a")],
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}
try {
  await demo();
} finally {
  await cleanUp();
}

async function demo(): Promise<void> {
  title("1. Start the collector");
  shown("astrolabe serve");
  const exported = await exportedBy(collector);
  const url = exported["EVENTS_URL"] ?? "";
  const env = { ...demoEnvironment(), ...exported, EVENTS_SALT: "a secret of the organisation" };

  title("2. Run a dozen commands, and record how each of them went");
  for (const [index, command] of commands.entries())
    runAndCount(command, developers[index % developers.length] ?? "", env);

  title("3. Read the events back, with the key that may read");
  const keys: { service_role: string } = JSON.parse(run("astrolabe", ["keys", "--json"], env));
  const service = { ...env, EVENTS_TOKEN: keys.service_role };
  await untilStored(url, keys.service_role, commands.length);
  say(`All ${commands.length} rows are stored.`);
  shown("nsm-stats");
  say(run("nsm-stats", [], service));

  title("4. Upload the weekly totals; the second time there is nothing left to do");
  for (const _ of [1, 2]) {
    shown("nsm-upload");
    say(run("nsm-upload", [], service));
  }

  title("5. The north star metric: successful runs per active developer");
  shown("astrolabe metric");
  say(run("astrolabe", ["metric"], service));

  title("Now you");
  say(
    "npx astrolabe serve            # a collector that stays: open the link to its page, paste its two export lines into another shell",
  );
  say("npx ai-do exec --analytics ls  # runs any command, and records how it went");
  say("npx astrolabe telemetry show   # every byte that was sent, and that waits");
  say("npx astrolabe keys             # the service_role key lets nsm-stats and astrolabe metric read\n");
}

function runAndCount(command: string, email: string, env: NodeJS.ProcessEnv): void {
  const line = `ai-do exec --analytics -- ${command}`;
  const { status } = spawnSync("sh", ["-c", line], {
    cwd: root,
    stdio: "ignore",
    env: {
      ...env,
      PATH: `${root}node_modules/.bin:${env["PATH"] ?? ""}`,
      EMAIL: email,
      GIT_AUTHOR_EMAIL: "",
    },
  });
  shown(`${line.padEnd(60)} # exit code ${status}`);
}

/** The variables of the two `export` lines, once the collector listens. */
async function exportedBy(server: ChildProcess): Promise<Record<string, string>> {
  if (server.stdout === null) throw new Error("the collector has no output to read");
  const exported: Record<string, string> = {};
  for await (const line of createInterface({ input: server.stdout })) {
    const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) exported[name] = value;
    say(line.length > 90 ? `${line.slice(0, 90)}…` : line);
    if (line.startsWith("listening on")) return exported;
  }
  throw new Error(`the collector ended before it listened:\n${readFileSync(logPath, "utf8")}`);
}

async function untilStored(url: string, token: string, rows: number): Promise<void> {
  const deadline = AbortSignal.timeout(arrivalDeadlineMs);
  for (;;) {
    const answer = await fetch(`${url}?select=id`, { headers: { apikey: token }, signal: deadline });
    const stored: unknown = await answer.json();
    if (Array.isArray(stored) && stored.length >= rows) return;
    await sleep(100, undefined, { signal: deadline });
  }
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const { status, stdout } = spawnSync(process.execPath, [binOf(program), ...args], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with exit code ${status}`);
  return stdout;
}

function binOf(program: string): string {
  return join(root, "packages", "cli", "bin", `${program}.js`);
}

/** This process's environment, without what the person who runs the demo has set for their own telemetry. */
function demoEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(EVENTS_|ASTROLABE_|NSM_|DO_NOT_TRACK$)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    ASTROLABE_DATA_DIR: join(folder, "data"),
    ASTROLABE_STATE_DIR: join(folder, "state"),
  };
}

/** The sender in the background ends by itself when its folder is gone. */
async function cleanUp(): Promise<void> {
  if (collector.exitCode === null && collector.signalCode === null) {
    collector.kill("SIGTERM");
    await once(collector, "exit");
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function title(text: string): void {
  process.stdout.write(`\n${styleText("bold", text, { stream: process.stdout })}\n`);
}

function shown(commandLine: string): void {
  process.stdout.write(`  ${styleText("cyan", `$ ${commandLine}`, { stream: process.stdout })}\n`);
}

function say(text: string): void {
  process.stdout.write(text.replace(/^(?=.)/gm, "  ").replace(/\n*$/, "\n"));
}
