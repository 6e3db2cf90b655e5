// `astrolabe serve` as a process, with a store of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openStore } from "@astrolabe/store";
import { root } from "../source-files.ts";

export interface ServedPage extends AsyncDisposable {
  readonly origin: string;
  /** Opens a session, once. */
  readonly link: string;
  readonly env: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
}

/** @param rows that the store has from the beginning */
export async function servePage(
  rows: readonly { id: string; payload: unknown }[],
  args: readonly string[] = [],
): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-page-"));
  const store = await openStore(`sqlite:${join(folder, "events.db")}`);
  await store.insertEvents(rows);
  await store.close();
  const env = {
    PATH: `${root}node_modules/.bin:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    ASTROLABE_DATA_DIR: folder,
    ASTROLABE_STATE_DIR: join(folder, "state"),
  };
  const child = spawn(
    process.execPath,
    [join(root, "packages/cli/bin/astrolabe.js"), "serve", "--port", "0", ...args],
    { env, stdio: "pipe" },
  );
  const exited = once(child, "exit");
  const link = await linkFrom(child);
  return {
    origin: new URL(link).origin,
    link,
    env,
    process: child,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function linkFrom(child: ChildProcess): Promise<string> {
  child.stdout?.resume();
  if (child.stderr === null) throw new Error("no pipe");
  for await (const line of createInterface({ input: child.stderr })) {
    const [link] = /http:[^"\s]*\/session\?code=[\w-]+/.exec(line) ?? [];
    if (link === undefined) continue;
    child.stderr.resume();
    return link;
  }
  throw new Error("the collector printed no link");
}
