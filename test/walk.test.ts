// A person's walk, typed into a shell on a real terminal, against a real collector: what they see, and what is left.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openTerminal, skip } from "../packages/ai-do/test/terminal.ts";
import { readTable, serveCollector } from "../packages/cli/test/serve-collector.ts";
import { tempFolder } from "../packages/cli/test/temp-folder.ts";
import { root } from "./source-files.ts";

/** Not in what the terminal echoes of the line that sets it. */
const prompt = "ready> ";

test(
  "first use, status, show, a run with --analytics, show, forget, status: the server is left with nothing",
  { skip },
  async (t) => {
    const served = await serveCollector(t);
    const home = await tempFolder(t);
    const stateDir = join(home, "state");
    writeFileSync(join(home, "plan"), "echo walked\n");
    const terminal = openTerminal("exec sh", home, {
      PATH: `${root}node_modules/.bin:${process.env["PATH"] ?? ""}`,
      HOME: home,
      USER: "walker",
      PS1: prompt,
      ASTROLABE_STATE_DIR: stateDir,
      EVENTS_URL: served.url,
      EVENTS_TOKEN: served.anonKey,
    });
    const at = new RegExp(`^${prompt}$`, "m");
    const type = (line: string): Promise<void> => terminal.when(at, `${line}\n`);
    const confirm = (): Promise<void> => terminal.when(/Run command: echo walked \[y\/N\]\? /, "y\n");

    // First use: nobody has said yes.
    await type("ai-do --plan plan");
    await confirm();
    await type("astrolabe telemetry status; astrolabe telemetry show; echo $?");
    await terminal.when(/nothing waits, and nothing was sent[^]*^0\r\n[^]*ready> $/m, "\n");
    assert.ok(!existsSync(stateDir), "nothing is written before somebody says yes");

    await type("ai-do --plan plan --analytics");
    await confirm();
    await type("astrolabe telemetry flush; astrolabe telemetry show");
    await terminal.when(/sent in the last 30 days:\r\n\{"id"[^]*ready> $/m, "\n");
    const rows = await readTable<{ payload: Record<string, unknown> }>(served.url, served.serviceKey, "id");
    assert.equal(rows.length, 1);
    const { developer, name, exit_code: exitCode, step_count: steps } = rows[0]?.payload ?? {};
    assert.deepEqual({ name, exitCode, steps }, { name: "ai-do", exitCode: 0, steps: 1 });

    await type("astrolabe telemetry forget; echo $?");
    await terminal.when(/Erased on this machine[^]*^0\r\n[^]*ready> $/m, "\n");
    await type("astrolabe telemetry status; exit");
    const { shown, code } = await terminal.end();
    assert.equal(code, 0, shown);

    const [first = "", , , second = ""] = shown.split(/^Telemetry is off/m);
    assert.match(first, /walked\n/);
    assert.equal(shown.match(/^Decided by the default, since nobody chose/gm)?.length, 2, shown);
    assert.match(
      shown,
      new RegExp(`^Erased at ${served.url}: 1 event and 0 weekly totals of ${String(developer)}`, "m"),
    );
    assert.match(
      second,
      /Nothing is kept here\.[^]*Sent in the last 30 days: 0\.\nNothing waits to be sent\./,
    );
    // Every byte that was shown as sent is what the server had, and nothing that was typed or printed was among it.
    const [sent = ""] = /^\{"id":.*\}$/m.exec(shown) ?? [];
    assert.deepEqual(JSON.parse(sent), rows[0]);
    assert.doesNotMatch(sent, /walked|walker|plan/);

    assert.deepEqual(await readTable(served.url, served.serviceKey, "id"), []);
    assert.deepEqual(await readTable(served.nsmUrl, served.serviceKey, "task"), []);
    const metric = await fetch(new URL("/api/v1/metric", served.url), {
      headers: { apikey: served.serviceKey },
    });
    assert.deepEqual(await metric.json(), { task: "ai-do", weeks: [] });
    assert.ok(!existsSync(stateDir));
    const left = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name: file } of left) {
      assert.ok(!readFileSync(join(parentPath, file), "utf8").includes(String(developer)), file);
    }
  },
);
