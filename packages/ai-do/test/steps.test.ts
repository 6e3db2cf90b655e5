import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { bin, ended, Workplace } from "./run-ai-do.ts";

test("steps are asked for one by one, and anything but yes leaves one out", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo one\necho two\necho three\necho four\n");
  const { code, stdout, stderr } = await place.run(["--plan", "plan"], { stdin: "y\nno\n\nYES\n" });
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "one\nfour\n" });
  assert.ok(stderr.startsWith("1. echo one\n2. echo two\n3. echo three\n4. echo four\n"), stderr);
  assert.ok(stderr.includes("Run command: echo two [y/N]? \n"), stderr);
});

test("the log has command, output and exit code of every step, and gets longer with every run", async (t) => {
  const place = new Workplace(t);
  place.write("plan", JSON.stringify(["echo out; echo err >&2; exit 3", "printf no-newline\ntrue", "false"]));
  await place.run(["--plan", "plan"], { stdin: "y\ny\nn\n" });
  const log = place.read("ai_do.log").replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
  assert.equal(
    log,
    `=== step 1, TIME
$ echo out; echo err >&2; exit 3
out
err
=== exit code 3

=== step 2, TIME
$ printf no-newline
> true
no-newline
=== exit code 0

=== step 3, TIME
$ false
=== declined

`,
  );
  assert.equal(statSync(join(place.path, "ai_do.log")).mode & 0o777, 0o600);
  await place.run(["--plan", "plan"], { stdin: "n\nn\nn\n" });
  assert.ok(place.read("ai_do.log").length > log.length);
});

test("--log names another file, and one that can't be written ends the run before it begins", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "touch made\n");
  await place.run(["--plan", "plan", "--yes", "--log", "other.log"]);
  assert.match(place.read("other.log"), /\$ touch made\n=== exit code 0/);
  assert.deepEqual(readdirSync(place.path).toSorted(), ["made", "other.log", "plan"]);
  place.write("plan", "touch made-too\n");
  const { code, stderr } = await place.run(["--plan", "plan", "--yes", "--log", "no/such/folder/log"]);
  assert.equal(code, 1);
  assert.match(stderr, /can't write the log: .*Nothing was run; name another file with --log FILE/);
  assert.throws(() => place.read("made-too"));
});

test("it ends with the first exit code that is not 0: at once with --yes, at the end with --keep-going or a person", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo a\nexit 3\nexit 4\necho b\n");
  const yes = await place.run(["--plan", "plan", "--yes"]);
  assert.deepEqual([yes.code, yes.stdout], [3, "a\n"]);
  assert.match(
    yes.stderr,
    /step 2 ended with exit code 3\n.*not run after that: 2 steps \(--keep-going runs them\)/,
  );
  const keepGoing = await place.run(["--plan", "plan", "--yes", "--keep-going"]);
  assert.deepEqual([keepGoing.code, keepGoing.stdout], [3, "a\nb\n"]);
  const person = await place.run(["--plan", "plan"], { stdin: "y\ny\ny\ny\n" });
  assert.deepEqual([person.code, person.stdout], [3, "a\nb\n"]);
});

test("where nobody answers nothing is run, and it says how to run without asking", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo a\necho b\n");
  const { code, stdout, stderr } = await place.run(["--plan", "plan"]);
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.match(stderr, /step 1 is not run: nobody answered\. With --yes/);
});

test("with --yes a risky step needs --confirm", async (t) => {
  const place = new Workplace(t);
  place.write("plan", JSON.stringify(["echo a", { command: "echo careful", risky: true }, "echo b"]));
  const without = await place.run(["--plan", "plan", "--yes"], { stdin: "y\n" });
  assert.deepEqual([without.code, without.stdout], [1, "a\n"]);
  assert.match(without.stderr, /step 2 is risky \(the plan says so\)\..*--confirm/);
  const confirmed = await place.run(["--plan", "plan", "--yes", "--confirm"]);
  assert.deepEqual([confirmed.code, confirmed.stdout], [0, "a\ncareful\nb\n"]);
  place.write("plan", "rm -rf state\n");
  mkdirSync(join(place.path, "state"));
  assert.equal((await place.run(["--plan", "plan", "--yes"])).code, 1);
  assert.ok(readdirSync(place.path).includes("state"));
});

test("a step reads what is left of standard input, to the byte", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "read line; echo got $line\ncat\n");
  const { stdout } = await place.run(["--plan", "plan"], { stdin: "y\nfirst\ny\nrest\nof it" });
  assert.equal(stdout, "got first\nrest\nof it");
});

test("a plan from a pipe: steps read nothing, and need --yes without a terminal", async (t) => {
  const place = new Workplace(t);
  const options = { stdin: "cat; echo end\n" };
  assert.equal((await place.run(["--plan", "-", "--yes"], options)).stdout, "end\n");
});

test("a step that is killed by a signal ends with 128 + N, one that does not exist with 127", async (t) => {
  const place = new Workplace(t);
  place.write("plan", JSON.stringify([{ command: "kill -KILL $$" }]));
  const killed = await place.run(["--plan", "plan", "--yes", "--confirm"]);
  assert.equal(killed.code, 137);
  assert.match(killed.stderr, /step 1 was killed by SIGKILL \(exit code 137\)/);
  assert.match(place.read("ai_do.log"), /=== exit code 137 \(killed by SIGKILL\)/);
  place.write("plan", "no-such-command-at-all\n");
  assert.equal((await place.run(["--plan", "plan", "--yes"])).code, 127);
});

test("a step can open /dev/stdout and /dev/stderr, and its bytes come as they are", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo out > /dev/stdout; echo err > /dev/stderr; printf '\\377\\000\\n'\n");
  const child = place.start(["--plan", "plan", "--yes"]);
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.resume();
  await once(child, "close");
  assert.deepEqual(Buffer.concat(chunks), Buffer.from("out\n\xFF\0\n", "latin1"));
});

test("a program that a step leaves in the background holds nothing up", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "(sleep 30; echo late) & echo $! > pid; echo started\necho next\n");
  const { code, stdout } = await place.run(["--plan", "plan", "--yes"]);
  process.kill(Number(place.read("pid")));
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "started\nnext\n" });
});

test("a gigabyte of output goes through whole, and little of it is in memory", async (t) => {
  const place = new Workplace(t);
  const bytes = 1_000_000_000;
  place.write("plan", `head -c ${bytes} /dev/zero; ps -o rss= -p $PPID >&2\n`);
  const child = place.start(["--plan", "plan", "--yes", "--log", "/dev/null"]);
  let received = 0;
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (received += chunk.length));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += String(chunk)));
  await once(child, "close");
  assert.equal(received, bytes);
  const rssKiB = Number(/^ *(\d+)$/m.exec(stderr)?.[1]);
  assert.ok(rssKiB > 0 && rssKiB < 200 * 1024, `${rssKiB} KiB`);
});

test("output is logged whole, also when its reader is slow", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "seq 1000000\n");
  const child = place.start(["--plan", "plan", "--yes"]);
  const all = ended(child);
  child.stdout?.pause();
  setTimeout(() => child.stdout?.resume(), 300);
  const { stdout } = await all;
  const lines = `${Array.from({ length: 1_000_000 }, (_, index) => index + 1).join("\n")}\n`;
  assert.ok(stdout === lines);
  assert.ok(place.read("ai_do.log").includes(lines));
});

test("when the reader goes away the step ends by SIGPIPE, as in a shell", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "yes\n");
  const child = place.start(["--plan", "plan", "--yes", "--analytics"]);
  child.stdout?.once("data", () => child.stdout?.destroy());
  child.stderr?.resume();
  await once(child, "exit");
  assert.equal(child.exitCode, 141);
  assert.deepEqual(
    place.recorded().events.map((event) => event["exit_code"]),
    [141],
  );
});

test("the run is counted also when nobody reads its messages any more", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "sleep 0.2; echo a; echo b >&2\nsleep 0.1\n");
  const child = place.start(["--plan", "plan", "--yes", "--keep-going", "--analytics"]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  await once(child, "exit");
  const { events } = place.recorded();
  assert.deepEqual(
    events.map(({ step_count }) => step_count),
    [2],
  );
});

test("without named pipes it works all the same", async (t) => {
  const place = new Workplace(t);
  mkdirSync(join(place.path, "bin"));
  for (const name of ["sh", "seq"]) {
    const found = ["/bin", "/usr/bin"]
      .map((folder) => join(folder, name))
      .find((path) => statSync(path, { throwIfNoEntry: false }));
    symlinkSync(found ?? "", join(place.path, "bin", name));
  }
  place.write("plan", "seq 100000; echo err >&2; exit 3\n");
  const env = { PATH: `${join(place.path, "bin")}:${dirname(process.execPath)}` };
  const { code, stdout, stderr } = await place.run(["--plan", "plan", "--yes"], { env });
  assert.equal(code, 3);
  assert.match(stdout, /^1\n[\d\n]*\n100000\n$/);
  assert.match(stderr, /^err$/m);
});

test("a file that is no plan, or is not there, is failure", async (t) => {
  const place = new Workplace(t);
  const missing = await place.run(["--plan", "missing"]);
  assert.deepEqual([missing.code, missing.stdout], [1, ""]);
  assert.match(missing.stderr, /can't take a plan from missing: ENOENT/);
  place.write("plan", "\xFF".repeat(2_000_000));
  assert.match((await place.run(["--plan", "plan"])).stderr, /longer than 1048576 bytes/);
});

test("wrong usage is exit code 2 with a line that says what is wrong, and no event", async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo a\n");
  const wrong: [string[], RegExp][] = [
    [[], /say what to do/],
    [["", " "], /say what to do/],
    [["goal", "--plan", "plan"], /not both/],
    [["--plan", "plan", "--json"], /goes with --dry-run/],
    [["--no-such-option"], /unknown option/],
    [["exec"], /missing required argument/],
    [["--dry-run", "exec", "--", "touch", "made"], /--dry-run has no meaning for exec/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await place.run(["--analytics", ...args]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" }, args.join(" "));
    assert.match(stderr, message);
    assert.match(stderr, /^ai-do.*: .*\nSee ai-do.* --help\n$/);
  }
  assert.deepEqual(readdirSync(place.path), ["plan"]);
});

test("help and version go to standard output", async (t) => {
  const place = new Workplace(t);
  for (const words of [[], ["exec"]]) {
    const help = await place.run([...words, "--help"]);
    assert.deepEqual([help.code, help.stderr], [0, ""]);
    assert.match(help.stdout, /^Usage: ai-do /);
    const version = await place.run([...words, "--version"]);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  }
});

const oldNode = "/usr/bin/node";
const isOld = /^v(1\d|20|21)\./.test(spawnSync(oldNode, ["--version"], { encoding: "utf8" }).stdout ?? "");

test("under an old Node it says in one line what it needs", { skip: !isOld }, () => {
  const { status, stderr } = spawnSync(oldNode, [bin], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /^ai-do: needs Node 22\.18 or newer, and this is v.*\n$/);
});
