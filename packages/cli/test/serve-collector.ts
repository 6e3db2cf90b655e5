import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { mintKey } from "@astrolabe/collector";
import { startCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

export interface Served {
  readonly dataDir: string;
  /** Ends it as its operator does, and waits for that. */
  stop(): Promise<void>;
  /** The events endpoint. */
  readonly url: string;
  readonly nsmUrl: string;
  /** The URL of its store. */
  readonly store: string;
  readonly anonKey: string;
  readonly serviceKey: string;
  /** Ends it at once, as a loss of power would. */
  readonly kill: () => Promise<void>;
}

const secret = "a secret of forty characters for testing";

export interface ServeOptions {
  /** Further arguments of `astrolabe serve`. */
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** That of a collector before it; a new one when left out. */
  readonly dataDir?: string | undefined;
}

/** `astrolabe serve` on a free port with a store of its own, as a process that ends with the test. */
export async function serveCollector(t: TestContext, options: ServeOptions = {}): Promise<Served> {
  const { args = [], env, dataDir = await tempFolder(t) } = options;
  const child = startCommand("astrolabe", ["serve", "--port", "0", ...args], {
    env: { ASTROLABE_DATA_DIR: dataDir, ASTROLABE_JWT_SECRET: secret, ...env },
  });
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
  };
  t.after(stop);
  if (child.stdout === null) throw new Error("no pipe");
  child.stderr?.resume();
  const exported: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) exported[name] = value;
    if (line.startsWith("listening on ")) break;
  }
  const { EVENTS_URL: url, EVENTS_TOKEN: anonKey } = exported;
  if (url === undefined || anonKey === undefined) throw new Error("the collector did not start");
  return {
    dataDir,
    stop,
    url,
    nsmUrl: url.replace(/events$/, "nsm"),
    store: `sqlite:${join(dataDir, "events.db")}`,
    anonKey,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    serviceKey: await mintKey("service_role", secret),
  };
}

/** Posts rows as a tool does, and fails unless the collector has them on disk. */
export async function post(
  { url, anonKey }: Pick<Served, "url" | "anonKey">,
  rows: readonly unknown[],
): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", apikey: anonKey },
    body: JSON.stringify(rows),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** All rows of a table, in the order of `order`. */
export async function readTable<Row>(url: string, token: string, order: string): Promise<Row[]> {
  const answer = await fetch(`${url}?order=${order}`, { headers: { apikey: token } });
  const rows: Row[] = JSON.parse(await answer.text());
  return rows;
}
