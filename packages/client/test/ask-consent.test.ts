import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readChoice } from "../src/choice.ts";
import { until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

const program = fileURLToPath(new URL("./ask-program.js", import.meta.url));
const url = "https://telemetry.example/rest/v1/events";
const required = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("script") ?? false;
const skip =
  required || (process.platform === "linux" && spawnSync("script", ["--version"]).status === 0)
    ? false
    : "script from util-linux is not installed";

interface Typed {
  /** What the terminal shows when it is time to type. */
  readonly when: string;
  readonly text: string;
}

/** Runs the program in a terminal; returns all that it showed. */
async function inTerminal(
  stateDir: string,
  typed: readonly Typed[],
  { env = {}, args = "" }: { env?: NodeJS.ProcessEnv; args?: string } = {},
): Promise<string> {
  const command = `"${process.execPath}" "${program}" ${args}`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: {
      PATH: process.env["PATH"],
      SHELL: "/bin/sh",
      EVENTS_URL: url,
      ASTROLABE_STATE_DIR: stateDir,
      ...env,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (shown += chunk));
  const closed = new Promise((resolve) => child.once("close", resolve));
  for (const { when, text } of typed) {
    await until(() => shown.includes(when));
    child.stdin.write(text);
  }
  await closed;
  return shown.replaceAll("\r", "");
}

const question = "[y/N]";

test("yes turns it on, and nobody is asked again", { skip }, async () => {
  using state = makeStateFolder();
  const shown = await inTerminal(state.path, [{ when: question, text: "y\n" }]);
  assert.match(shown, /^greet would like to record .*telemetry\.example.*every tool on this machine/s);
  assert.match(shown, /consent: on by choice/);
  assert.equal(readChoice(state.path)?.mode, "on");
  assert.equal(await inTerminal(state.path, []), "consent: on by choice\n");
});

for (const [name, text] of Object.entries({ Enter: "\n", no: "no\n", "something else": "yellow\n" })) {
  test(`${name} means no, and nobody is asked again`, { skip }, async () => {
    using state = makeStateFolder();
    assert.match(await inTerminal(state.path, [{ when: question, text }]), /consent: off by choice/);
    assert.equal(await inTerminal(state.path, []), "consent: off by choice\n");
  });
}

test(
  "whoever ends the input or presses Ctrl-C has not consented and is not asked again",
  { skip },
  async () => {
    for (const text of ["\u0004", "\u0003"]) {
      using state = makeStateFolder();
      const shown = await inTerminal(state.path, [{ when: question, text }]);
      assert.equal(shown.includes("consent: off by default"), text === "\u0004");
      assert.equal(await inTerminal(state.path, []), "consent: off by default\n");
      assert.equal(readChoice(state.path), undefined);
    }
  },
);

test("the tool's own reading is not disturbed", { skip }, async () => {
  using state = makeStateFolder();
  const typed = [
    { when: question, text: "y\n" },
    { when: "name?", text: "Ann\n" },
  ];
  assert.match(await inTerminal(state.path, typed, { args: "reads" }), /read: Ann/);
});

const undisturbed: Record<string, { env?: NodeJS.ProcessEnv; args?: string }> = {
  "in continuous integration": { env: { CI: "true" } },
  "on a build server that doesn't set CI": { env: { JENKINS_URL: "http://jenkins.example/" } },
  "when DO_NOT_TRACK has decided": { env: { DO_NOT_TRACK: "1" } },
  "when EVENTS_ENABLED has decided": { env: { EVENTS_ENABLED: "0" } },
  "when the flag has decided": { args: "--analytics" },
  "when there is nowhere to send to": { env: { EVENTS_URL: "" } },
  "when its output goes into a pipe": { args: "| cat" },
  "when its input comes from a pipe": { args: "< /dev/null" },
  "when its errors go to a file": { args: "2> /dev/null" },
};

for (const [when, options] of Object.entries(undisturbed)) {
  test(`nobody is asked ${when}, and nothing is written`, { skip }, async () => {
    using state = makeStateFolder();
    const stateDir = join(state.path, "state");
    assert.match(await inTerminal(stateDir, [], options), /^consent: \w+ by \w+\n$/);
    assert.ok(!existsSync(stateDir));
  });
}

test("nobody is asked when it could not be remembered", { skip }, async () => {
  assert.equal(await inTerminal("/dev/null/state", []), "consent: off by default\n");
});
