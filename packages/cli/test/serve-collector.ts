import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { mintKey } from "@astrolabe/collector";
import { startCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

export interface Served {
  /** The events endpoint. */
  readonly url: string;
  readonly nsmUrl: string;
  readonly anonKey: string;
  readonly serviceKey: string;
}

const secret = "a secret of forty characters for testing";

/** `astrolabe serve` on a free port with a store of its own, as a process that ends with the test. */
export async function serveCollector(t: TestContext): Promise<Served> {
  const dataDir = await tempFolder(t);
  const child = startCommand("astrolabe", ["serve", "--port", "0"], {
    env: { ASTROLABE_DATA_DIR: dataDir, ASTROLABE_JWT_SECRET: secret },
  });
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill("SIGTERM");
    await exited;
  });
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
    url,
    nsmUrl: url.replace(/events$/, "nsm"),
    anonKey,
    serviceKey: await mintKey("service_role", secret),
  };
}

/** Posts rows as a tool does, and fails unless the collector has them on disk. */
export async function post({ url, anonKey }: Served, rows: readonly unknown[]): Promise<void> {
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
