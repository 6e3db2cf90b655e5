import assert from "node:assert/strict";
import { test } from "node:test";
import { hanging, saying, planning, startModelServer } from "./model-server.ts";
import { Workplace } from "./run-ai-do.ts";
import { onTerminal, skip } from "./terminal.ts";

test("a person confirms, declines, and answers a step's own question", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", 'echo one\nread -r name; echo "hello $name"\necho three\n');
  const terminal = onTerminal(place, ["--plan", "plan"]);
  await terminal.when(/Run command: echo one \[y\/N\]\? /, "y\n");
  await terminal.when(/Run command: read .* \[y\/N\]\? /, "yes\n");
  await terminal.when(/\n/, "Ada\n");
  await terminal.when(/Run command: echo three \[y\/N\]\? /, "\n");
  const { shown, code } = await terminal.end();
  assert.equal(code, 0);
  assert.match(shown, /\? y\none\nRun/);
  assert.match(shown, /\nhello Ada\nRun/);
  assert.doesNotMatch(shown, /^three$/m);
});

test("the end of input at a question is no answer", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo one\n");
  const terminal = onTerminal(place, ["--plan", "plan"]);
  await terminal.when(/\[y\/N\]\? /, "\u0004");
  const { shown, code } = await terminal.end();
  assert.equal(code, 1);
  assert.match(shown, /nobody answered/);
});

test("with the plan on a pipe, the terminal is asked", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo one\necho two\n");
  const terminal = onTerminal(place, ["--plan", "-"], { before: "cat plan |" });
  await terminal.when(/echo one \[y\/N\]\? /, "n\n");
  await terminal.when(/echo two \[y\/N\]\? /, "y\n");
  const { shown, code } = await terminal.end();
  assert.equal(code, 0);
  assert.match(shown, /^two$/m);
  assert.doesNotMatch(shown, /^one$/m);
});

test(
  "what a step writes to both streams comes to a terminal, and the log, in its order",
  { skip },
  async (t) => {
    const place = new Workplace(t);
    place.write("plan", "for n in 1 2 3 4 5 6 7 8 9; do echo out$n; echo err$n >&2; done\n");
    const { shown } = await onTerminal(place, ["--plan", "plan", "--yes"]).end();
    const lines = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `out${n}\nerr${n}\n`).join("");
    assert.ok(shown.endsWith(lines), shown);
    assert.ok(place.read("ai_do.log").includes(lines));
  },
);

test("a command can't hide on the terminal", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", JSON.stringify(["echo harmless\u001B[1K\recho hidden"]));
  const terminal = onTerminal(place, ["--plan", "plan"]);
  await terminal.when(/Run command: echo harmless\\u001b\[1K\\u000decho hidden \[y\/N\]\? /, "n\n");
  assert.equal((await terminal.end()).code, 0);
});

const interrupt = "\u0003";

test("Ctrl-C at a question ends the run, and is counted", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo one\necho two\n");
  const terminal = onTerminal(place, ["--plan", "plan", "--analytics"]);
  await terminal.when(/\[y\/N\]\? /, "y\n");
  await terminal.when(/echo two \[y\/N\]\? /, interrupt);
  assert.equal((await terminal.end()).code, 130);
  const { events } = place.recorded();
  assert.deepEqual(
    events.map(({ exit_code, step_count }) => [exit_code, step_count]),
    [[130, 1]],
  );
});

test("Ctrl-C in a step ends the step and the run, and both are kept", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo started; sleep 30; echo late\necho two\n");
  const terminal = onTerminal(place, ["--plan", "plan", "--yes", "--analytics"]);
  await terminal.when(/^started/m, interrupt);
  const { shown, code } = await terminal.end();
  assert.equal(code, 130);
  assert.doesNotMatch(shown, /^(late|two)$/m);
  assert.match(place.read("ai_do.log"), /started\n(\^C)?=== exit code 130 \(killed by SIGINT\)\n/);
  const { events } = place.recorded();
  assert.deepEqual(
    events.map(({ exit_code, step_count }) => [exit_code, step_count]),
    [[130, 1]],
  );
});

test("a step that takes Ctrl-C for something else gets it once, and the run goes on", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", `trap 'echo trapped; exit 0' INT; echo ready; while :; do sleep 0.1; done\necho two\n`);
  const terminal = onTerminal(place, ["--plan", "plan", "--yes"]);
  await terminal.when(/^ready/m, interrupt);
  const { shown, code } = await terminal.end();
  assert.equal(code, 0);
  assert.equal(shown.match(/^(\^C)?trapped$/gm)?.length, 1);
  assert.match(shown, /^two$/m);
});

test("a shell script ends with the ai-do in it that was interrupted", { skip }, async (t) => {
  const place = new Workplace(t);
  place.write("plan", "echo one\n");
  const terminal = onTerminal(place, ["--plan", "plan"], {
    before: "for n in 1 2 3; do",
    after: "; done; echo over",
  });
  await terminal.when(/\[y\/N\]\? /, interrupt);
  const { shown, code } = await terminal.end();
  assert.equal(code, 130);
  assert.equal(shown.match(/Run command/g)?.length, 1);
  assert.doesNotMatch(shown, /^over$/m);
});

test("Ctrl-C while a model is planning ends it", { skip }, async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(t, hanging('{"steps":['));
  const terminal = onTerminal(place, ["greet me", "--analytics"], { env: server.env });
  await terminal.when(/tiny is planning… \d+ characters/, interrupt);
  assert.equal((await terminal.end()).code, 130);
  assert.deepEqual(
    place.recorded().events.map((event) => event["exit_code"]),
    [130],
  );
});

test("a model's question is answered at the terminal", { skip }, async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(
    t,
    saying('{"question":"Whom?","steps":[]}'),
    planning({ command: "echo hello Ada" }),
  );
  const terminal = onTerminal(place, ["greet"], { env: server.env });
  await terminal.when(/Whom\? /, "Ada\n");
  await terminal.when(/Run command: echo hello Ada \[y\/N\]\? /, "y\n");
  const { shown, code } = await terminal.end();
  assert.equal(code, 0);
  assert.match(shown, /^hello Ada$/m);
});

test("exec has the terminal to itself", { skip }, async (t) => {
  const place = new Workplace(t);
  const terminal = onTerminal(place, [
    "exec",
    "--analytics",
    "--",
    "sh",
    "-c",
    "test -t 0 && test -t 1 && echo yes; sleep 30",
  ]);
  await terminal.when(/^yes/m, interrupt);
  assert.equal((await terminal.end()).code, 130);
  assert.deepEqual(
    place.recorded().events.map((event) => event["exit_code"]),
    [130],
  );
});
