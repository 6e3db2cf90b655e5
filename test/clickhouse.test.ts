// The whole way on ClickHouse: `astrolabe serve --store clickhouse://…`, rows by curl, the metric, a kill in between.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { promisify } from "node:util";
import { runCommand, startCommand } from "../packages/cli/test/run-command.ts";
import { clickhouseSuite } from "../packages/store/test/clickhouse-server.ts";

const secret = "a secret of forty characters for testing";
const run = { name: "ai-do", exit_code: 0, end_ts: 1_763_836_012 };

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

async function serve(store: string, dataDir: string): Promise<Serving> {
  const child = startCommand("astrolabe", ["serve", "--port", "0", "--store", store], {
    env: { ASTROLABE_DATA_DIR: dataDir, ASTROLABE_JWT_SECRET: secret },
  });
  child.stderr?.resume();
  const exported: string[] = [];
  for await (const line of createInterface({ input: child.stdout ?? assert.fail("no pipe") })) {
    exported.push(/^export \w+='(.*)'$/.exec(line)?.[1] ?? "");
    if (line.startsWith("listening on ")) break;
  }
  const [url = "", token = ""] = exported;
  return { child, url, token };
}

/** Posts rows with curl; returns the status of the answer. */
async function curl({ url, token }: Serving, rows: unknown): Promise<string> {
  const json = ["-H", "Content-Type: application/json", "-d", JSON.stringify(rows)];
  const args = ["-s", "-o", "/dev/null", "-w", "%{http_code}", url, "-H", `apikey: ${token}`, ...json];
  return (await promisify(execFile)("curl", args)).stdout;
}

clickhouseSuite("a collector on ClickHouse", (servers) => {
  test("takes rows from curl, counts each once whatever is resent, and goes on after a kill", async () => {
    const database = await servers.createEmptyClusterDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), "astrolabe-serve-"));
    const rows = Array.from({ length: 20 }, (_, n) => ({
      id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
      payload: { ...run, developer: n % 4 === 0 ? "ann" : "bob" },
    }));
    const first = await serve(database.url, dataDir);
    assert.equal(await curl(first, rows), "201");
    assert.equal(await curl(first, rows), "409");
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = await serve(database.url, dataDir);
    assert.equal(await curl(second, rows.slice(3, 9)), "409");
    assert.equal(await curl(second, { payload: { ...run, developer: "cleo", exit_code: 1 } }), "201");
    const keys = await runCommand("astrolabe", ["keys", "--json"], {
      env: { ASTROLABE_DATA_DIR: dataDir, ASTROLABE_JWT_SECRET: secret },
    });
    const { service_role }: { service_role: string } = JSON.parse(keys.stdout);
    const env = { EVENTS_TOKEN: service_role };
    const { stdout } = await runCommand("astrolabe", ["metric", second.url, "--json"], { env });
    const { weeks }: { weeks: Record<string, unknown>[] } = JSON.parse(stdout);
    assert.deepEqual(
      weeks.map(({ week, runs, successful_runs, active_developers }) => [
        week,
        runs,
        successful_runs,
        active_developers,
      ]),
      [["2025-W47", 21, 20, 2]],
    );
    const answer = await fetch(new URL("/api/v1/metric?task=ai-do", second.url), {
      headers: { apikey: service_role },
    });
    assert.deepEqual(((await answer.json()) as { weeks: unknown }).weeks, weeks);
    const counts = await runCommand("nsm-stats", [second.url], { env });
    assert.equal(counts.stdout, "ann,2025-W47,5\nbob,2025-W47,15\n");

    second.child.kill("SIGTERM");
    await once(second.child, "exit");
    assert.equal(second.child.exitCode, 0);
    await rm(dataDir, { recursive: true });
    await database.remove();
  });
});
