import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { startRowServer } from "./row-server.ts";
import { runHost, until } from "./run-host.ts";
import { makeStateFolder } from "./state-folder.ts";

/** The Node versions on the PATH, from the oldest that the client supports. */
function installedNodes(): Map<string, string> {
  const nodes = new Map<string, string>();
  for (const folder of process.env["PATH"]?.split(delimiter) ?? []) {
    const node = join(folder, process.platform === "win32" ? "node.exe" : "node");
    try {
      const version = execFileSync(node, ["--version"], { encoding: "utf8", stdio: "pipe" }).trim();
      const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
      if (major > 20 || (major === 20 && minor >= 19)) nodes.set(version, node);
    } catch {
      // No node in this folder.
    }
  }
  return nodes;
}

for (const [version, node] of installedNodes()) {
  test(`the built client records and delivers under Node ${version}`, async () => {
    using state = makeStateFolder();
    await using server = await startRowServer();
    const env = { EVENTS_ENABLED: "1", EVENTS_URL: server.url, ASTROLABE_STATE_DIR: state.path };
    const run = await runHost({ env, node, how: "print" });
    assert.deepEqual([run.stdout, run.stderr], ["working\nrecorded: true\ndone\n", "thinking\n"]);
    await until(() => server.table.size === 1);
  });
}
