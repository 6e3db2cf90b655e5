import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { mintKey } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";
import { storedRows } from "../../packages/store/test/contract/stored-rows.ts";
import { root } from "../source-files.ts";
import type { RowStore, StoredRow } from "./row-store.ts";

const secret = "a secret for tests, thirty-two characters or more";

/** `astrolabe serve` on SQLite, as a process of its own. */
export async function startCollectorStore(): Promise<RowStore> {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-exactly-once-"));
  let { child, url } = await serve(folder);
  const kill = async (): Promise<void> => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: () => url,
    token: await mintKey("anon", secret),
    async kill() {
      await kill();
      ({ child, url } = await serve(folder));
    },
    async readAll() {
      const store = await openStore(`sqlite:${join(folder, "events.db")}`);
      try {
        const { received, stored, duplicate, rejected } = await store.ledger();
        const rejectedRows = Object.values(rejected).reduce((sum, count) => sum + count, 0);
        const rows = (await storedRows(store)) as StoredRow[];
        const unaccounted = Math.abs(received - stored - duplicate - rejectedRows);
        return { rows, residual: unaccounted + Math.abs(stored - rows.length) };
      } finally {
        await store.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function serve(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const program = join(root, "packages/cli/bin/astrolabe.js");
  const child = spawn(process.execPath, [program, "serve", "--port", "0"], {
    env: { ASTROLABE_DATA_DIR: folder, ASTROLABE_JWT_SECRET: secret },
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, origin] = /^listening on (http\S+)/.exec(line) ?? [];
    if (origin !== undefined) return { child, url: `${origin}/rest/v1/events` };
  }
  throw new Error("the collector did not start");
}
