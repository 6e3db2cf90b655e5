import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { flushSpool, readSpool, type FlushReport } from "@astrolabe/client";
import { claimMs } from "../../packages/client/src/limits.ts";
import { startRowServer, type RowServer } from "../../packages/client/test/row-server.ts";
import { atEveryStep } from "./at-every-step.ts";
import { later } from "./moved-clock.ts";

const events = 2;

interface End {
  readonly said: number;
  readonly wasKilled: boolean;
}

async function run(program: string, stateDir: string, url: string, killAt?: number): Promise<End> {
  const args = [
    "--import",
    new URL("step-killer.js", import.meta.url).href,
    join(import.meta.dirname, program),
  ];
  const child = spawn(process.execPath, args, {
    env: {
      EVENTS_ENABLED: "1",
      EVENTS_URL: url,
      ASTROLABE_STATE_DIR: stateDir,
      ASTROLABE_FLUSHER: "none",
      EVENTS: String(events),
      ...(killAt !== undefined && { KILL_AT: String(killAt) }),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  assert.ok(code === 0 || signal === "SIGKILL");
  return { said: said.split("\n").length - 1, wasKilled: signal === "SIGKILL" };
}

/** Another flusher comes after the claim of the one that died has run out: what was recorded is there once. */
async function assertDelivered(server: RowServer, stateDir: string, said: number): Promise<void> {
  const flush = (): Promise<FlushReport> => flushSpool({ stateDir, url: server.url, ignoreBackoff: true });
  // The first answer may be the one that is lost.
  await later(claimMs + 1000, flush);
  const { waiting } = await later(claimMs + 1000, flush);
  assert.equal(waiting, 0);
  const stored = [...server.table.values()].map(({ payload }) => payload["n"]);
  assert.equal(new Set(stored).size, stored.length);
  const numbers = [...Array.from({ length: events }).keys()];
  const missing = numbers.slice(0, said).filter((n) => !stored.includes(n));
  assert.deepEqual(missing, []);
  const { destinations } = await readSpool(stateDir);
  const refused = destinations.flatMap(({ quarantined }) => quarantined).filter(({ status }) => status !== 0);
  assert.deepEqual(refused, []);
}

async function withFolder<T>(act: (stateDir: string) => Promise<T>): Promise<T> {
  const stateDir = mkdtempSync(join(tmpdir(), "astrolabe-exactly-once-"));
  try {
    return await act(stateDir);
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

test("a recorder killed at any step loses nothing that it called recorded", async (context) => {
  const steps = await atEveryStep((killAt) =>
    withFolder(async (stateDir) => {
      await using server = await startRowServer();
      const { said, wasKilled } = await run("recorder.js", stateDir, server.url, killAt);
      await assertDelivered(server, stateDir, said);
      return wasKilled;
    }),
  );
  context.diagnostic(`${steps} steps`);
  assert.ok(steps > 20);
});

for (const [what, doesLose] of [
  ["delivers", false],
  ["gets no answer", true],
] as const) {
  test(`a flusher that ${what} loses nothing and sends nothing twice that counts, killed at any step`, async (context) => {
    const steps = await atEveryStep((killAt) =>
      withFolder(async (stateDir) => {
        let requests = 0;
        await using server = await startRowServer(() => (doesLose && requests++ === 0 ? "lose" : undefined));
        await run("recorder.js", stateDir, server.url);
        const { wasKilled } = await run("flusher.js", stateDir, server.url, killAt);
        await assertDelivered(server, stateDir, events);
        return wasKilled;
      }),
    );
    context.diagnostic(`${steps} steps`);
    assert.ok(steps > 20);
  });
}
