// Runs the built command as a process, the way a shell does, in a folder of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export const bin: string = fileURLToPath(new URL("../bin/ai-do.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  /** Beside those of the folder, the only variables that the command sees. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A folder to work in, with a home and a state directory in it; it is gone after the test. */
export class Workplace {
  readonly path: string;
  /** Where the client keeps what it records: nothing listens at the address, so all of it stays there. */
  readonly stateDir: string;

  constructor(t: TestContext) {
    this.path = mkdtempSync(join(tmpdir(), "astrolabe-ai-do-"));
    this.stateDir = join(this.path, "state");
    t.after(() => rmSync(this.path, { recursive: true, force: true, maxRetries: 5 }));
  }

  get env(): Record<string, string> {
    return {
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: this.path,
      LANG: "C.UTF-8",
      ASTROLABE_STATE_DIR: this.stateDir,
      ASTROLABE_FLUSHER: "none",
      EVENTS_URL: "http://127.0.0.1:9/rest/v1/events",
    };
  }

  start(args: readonly string[], { env }: StartOptions = {}): ChildProcess {
    return spawn(process.execPath, [bin, ...args], {
      cwd: this.path,
      env: { ...this.env, ...env },
      stdio: "pipe",
    });
  }

  async run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    const child = this.start(args, options);
    // A command that does not read its input closes it early.
    child.stdin?.on("error", () => {}).end(options.stdin ?? "");
    return ended(child);
  }

  write(name: string, content: string): string {
    writeFileSync(join(this.path, name), content);
    return name;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  /** What the client has on disk: the payload of every event, and every byte. */
  recorded(): { readonly events: Record<string, unknown>[]; readonly bytes: string } {
    const files = readdirSync(this.stateDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
    const bytes = texts.join("\n");
    const events = [...bytes.matchAll(/\{"id":"[^"]+","payload":(\{.*\})\}/g)].map(([, payload = ""]) => {
      const event: Record<string, unknown> = JSON.parse(payload);
      return event;
    });
    return { events, bytes };
  }
}

export async function ended(child: ChildProcess): Promise<Ended> {
  if (child.stdout === null || child.stderr === null) throw new Error("no pipes");
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}
