import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ended, Workplace } from "./run-ai-do.ts";

test("exec passes input, output, arguments and exit code on as they are", async (t) => {
  const place = new Workplace(t);
  const script = 'cat; printf "%s|" "$@"; echo err >&2; exit 7';
  const args = ["sh", "-c", script, "sh", "--analytics", "a b", "$HOME", "--"];
  const run = await place.run(["exec", "--", ...args], { stdin: "input\n" });
  assert.deepEqual(run, {
    code: 7,
    signal: null,
    stdout: "input\n--analytics|a b|$HOME|--|",
    stderr: "err\n",
  });
  // --analytics was an argument of the command, and none of ours.
  assert.throws(() => place.recorded());
  assert.equal((await place.run(["exec", "sh", "-c", "exit 4", "--yes"])).code, 4);
});

for (const args of [
  ["exec", "--analytics", "--"],
  ["--analytics", "exec"],
]) {
  test(`${args.join(" ")} counts the command`, async (t) => {
    const place = new Workplace(t);
    await place.run([...args, "sh", "-c", "exit 5"]);
    const { events } = place.recorded();
    assert.deepEqual(
      events.map(({ exit_code, step_count }) => [exit_code, step_count]),
      [[5, 1]],
    );
  });
}

test("a command that can't be run is 127 or 126, one that is killed 128 + N", async (t) => {
  const place = new Workplace(t);
  const missing = await place.run(["exec", "no-such-command"]);
  assert.deepEqual([missing.code, missing.stderr], [127, "ai-do: there is no command no-such-command\n"]);
  place.write("data", "x");
  chmodSync(join(place.path, "data"), 0o644);
  assert.equal((await place.run(["exec", "./data"])).code, 126);
  assert.equal((await place.run(["exec", "sh", "-c", "kill -SEGV $$"])).code, 139);
});

test("a command that writes faster than it is read waits, and loses nothing", async (t) => {
  const child = new Workplace(t).start(["exec", "sh", "-c", "head -c 3000000 /dev/zero && echo end >&2"]);
  const all = ended(child);
  child.stdout?.pause();
  setTimeout(() => child.stdout?.resume(), 300);
  const { code, stdout, stderr } = await all;
  assert.deepEqual([code, stdout.length, stderr], [0, 3_000_000, "end\n"]);
});

for (const signal of ["SIGTERM", "SIGHUP", "SIGINT", "SIGUSR1"] as const) {
  test(`${signal} is passed on, and what the command makes of it too`, async (t) => {
    const place = new Workplace(t);
    const name = signal.slice(3);
    for (const [script, code] of [
      [`trap 'echo got; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`, 9],
      ["echo ready; exec sleep 30", null],
    ] as const) {
      const child = place.start(["exec", "--analytics", "--", "sh", "-c", script]);
      child.stdout?.once("data", () => child.kill(signal));
      const end = await ended(child);
      assert.deepEqual([end.code, end.signal], [code, code === null ? signal : null]);
    }
    const [trapped, killed] = place.recorded().events.map((event) => event["exit_code"]);
    assert.deepEqual([trapped, Number(killed) > 128], [9, true]);
  });
}
