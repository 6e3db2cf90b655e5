import type { EventStore } from "@astrolabe/store";
import { openStore } from "@astrolabe/store";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCollector } from "../src/collector.ts";
import type { Collector } from "../src/collector.ts";
import type { DashboardOptions } from "../src/dashboard/dashboard.ts";
import { mintKey } from "../src/key.ts";

export const secret = "a secret for tests, thirty-two characters or more";
export const anonKey: string = await mintKey("anon", secret);
export const serviceKey: string = await mintKey("service_role", secret);

/** A collector on a new database of its own. */
export interface RunningCollector extends AsyncDisposable {
  readonly url: string;
  readonly collector: Collector;
  readonly store: EventStore;
  /** Sends a request with a key; without one as anon. */
  readonly fetch: (path: string, init?: RequestInit & { key?: string | undefined }) => Promise<Response>;
}

/** A database that a store can be opened on. */
export interface TestDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

export async function createSqliteDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "astrolabe-collector-"));
  return {
    url: `sqlite:${join(directory, "events.db")}`,
    remove: () => rm(directory, { recursive: true }),
  };
}

export async function runCollector(
  createDatabase: () => Promise<TestDatabase> = createSqliteDatabase,
  dashboard: DashboardOptions = {},
): Promise<RunningCollector> {
  const database = await createDatabase();
  const store = await openStore(database.url);
  const collector = await startCollector({ store, secret, port: 0, dashboard });
  return {
    url: collector.url,
    collector,
    store,
    fetch(path, { key, ...init } = {}) {
      const headers = new Headers(init.headers);
      if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
      return fetch(collector.url + path, { ...init, headers });
    },
    async [Symbol.asyncDispose]() {
      await collector.close();
      await store.close();
      await database.remove();
    },
  };
}

/** Posts rows as JSON. */
export function post(rows: unknown, headers: Record<string, string> = {}): RequestInit {
  const body = typeof rows === "string" ? rows : JSON.stringify(rows);
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
}
