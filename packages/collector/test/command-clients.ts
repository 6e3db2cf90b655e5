import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { anonKey, runCollector, serviceKey } from "./running-collector.ts";
import type { TestDatabase } from "./running-collector.ts";

const run = promisify(execFile);
const pythonScript = fileURLToPath(new URL("standard-library-client.py", import.meta.url));
const id = "00000000-0000-4000-8000-000000000007";

/** Clients that know nothing of PostgREST. */
export function commandClientSuite(store: string, createDatabase: () => Promise<TestDatabase>): void {
  suite(`programs, on ${store}`, () => {
    test("curl inserts with the anon key, reads and deletes with the service_role key", async () => {
      await using running = await runCollector({ createDatabase });
      const events = `${running.url}/rest/v1/events`;
      const curl = async (...args: string[]): Promise<string> =>
        (await run("curl", ["--silent", "--show-error", "--fail-with-body", ...args])).stdout;
      const service = ["--header", `apikey: ${serviceKey}`];
      const row = JSON.stringify({ id, payload: { name: "click" } });
      const json = ["--header", "Content-Type: application/json"];
      await curl(events, "--header", `apikey: ${anonKey}`, ...json, "--data", row);
      const read = await curl(`${events}?select=id,payload->>name`, ...service);
      assert.equal(read, `[{"id":"${id}","name":"click"}]`);
      const csv = await curl(`${events}?select=payload->>name`, ...service, "--header", "Accept: text/csv");
      assert.equal(csv, "name\nclick");
      await curl("--request", "DELETE", `${events}?id=eq.${id}`, ...service);
      assert.equal(await curl(events, ...service), "[]");
    });

    test(
      "Python's standard library inserts, meets a duplicate, counts and reads",
      pythonOptions(),
      async () => {
        await using running = await runCollector({ createDatabase });
        const { stdout } = await run("python3", [pythonScript, running.url, anonKey, serviceKey]);
        assert.equal(stdout, "201 201 409 23505\n206 0-1/3\n['a', 'b']\n");
      },
    );
  });
}

function pythonOptions(): { skip: string | false } {
  const required = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("python3") ?? false;
  const isThere = spawnSync("python3", ["--version"]).status === 0;
  return { skip: isThere || required ? false : "python3 is not installed" };
}
