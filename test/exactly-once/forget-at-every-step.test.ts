import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { flushSpool, recordEvent } from "@astrolabe/client";
import { forget } from "@astrolabe/client/forget";
import { runCollector } from "../../packages/collector/test/running-collector.ts";
import { readNotedServers } from "../../packages/client/src/noted-servers.ts";
import { storedRows } from "../../packages/store/test/contract/stored-rows.ts";
import { atEveryStep } from "./at-every-step.ts";

/** Spares the processes most of their start. */
const compileCache = mkdtempSync(join(tmpdir(), "astrolabe-compile-cache-"));
after(() => rmSync(compileCache, { recursive: true }));

/** Returns whether it was killed, before it was done. */
async function forgetAndDie(stateDir: string, killAt: number): Promise<boolean> {
  const args = [
    "--import",
    new URL("step-killer.js", import.meta.url).href,
    join(import.meta.dirname, "forgetter.js"),
  ];
  const child = spawn(process.execPath, args, {
    env: { ASTROLABE_STATE_DIR: stateDir, KILL_AT: String(killAt), NODE_COMPILE_CACHE: compileCache },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const said = await text(child.stdout);
  await closed;
  const wasKilled = child.signalCode === "SIGKILL";
  assert.ok(wasKilled || (child.exitCode === 0 && said === "forgotten\n"), said);
  return wasKilled;
}

test("who is killed at any step of forgetting forgets everything the next time, here and at the server", async (context) => {
  await using running = await runCollector();
  const url = `${running.url}/rest/v1/events`;
  const steps = await atEveryStep(async (killAt) => {
    const folder = mkdtempSync(join(tmpdir(), "astrolabe-forget-"));
    const stateDir = join(folder, "state");
    try {
      const options = {
        env: { EVENTS_ENABLED: "1", EVENTS_URL: url, ASTROLABE_FLUSHER: "none", USER: "ada" },
        stateDir,
        argv: [],
      };
      await recordEvent("tool", {}, options);
      await flushSpool({ stateDir, url });
      await recordEvent("tool", {}, options);
      const [{ developer } = {}] = readNotedServers(stateDir);
      const wasKilled = await forgetAndDie(stateDir, killAt);
      if (wasKilled) await forget(stateDir, {});
      assert.ok(!existsSync(stateDir), `something is left after step ${killAt}`);
      const left = (await storedRows(running.store)).filter(({ payload }) =>
        JSON.stringify(payload).includes(String(developer)),
      );
      assert.deepEqual(left, [], `rows are left after step ${killAt}`);
      return wasKilled;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  context.diagnostic(`${steps} steps`);
  assert.ok(steps > 20);
  const { received, stored, duplicate, rejected, deleted } = await running.store.ledger();
  assert.deepEqual({ received, duplicate, rejected }, { received: stored, duplicate: 0, rejected: {} });
  assert.equal(deleted, stored);
});
