// A real pseudo-terminal, made by script(1) of util-linux, and a person who types on it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { bin, type Workplace } from "./run-ai-do.ts";

const isRequired = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("script") ?? false;
const script = spawnSync("script", ["--version"], { encoding: "utf8" });

/** For tests that need a terminal: why they can't have one here. */
export const skip: string | false =
  !isRequired && !script.stdout?.includes("util-linux") && "script(1) of util-linux is not installed";

const patienceMs = 10_000;

export interface Session {
  /** Types when the terminal shows something new that matches. */
  readonly when: (shown: RegExp, typed: string) => Promise<void>;
  /** All that the terminal showed, and the exit code as a shell has it. */
  readonly end: () => Promise<{ readonly shown: string; readonly code: number | null }>;
}

export interface SessionOptions {
  /** Shell text before the command, e.g. a pipe into it. */
  readonly before?: string;
  readonly after?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs ai-do on a terminal. */
export function onTerminal(place: Workplace, args: readonly string[], options: SessionOptions = {}): Session {
  const { before = "exec", after = "", env } = options;
  const quoted = [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return openTerminal(`${before} ${quoted.join(" ")} ${after}`, place.path, { ...place.env, ...env });
}

/** Runs a shell command on a terminal. */
export function openTerminal(command: string, cwd: string, env: Readonly<Record<string, string>>): Session {
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd,
    env: { TERM: "dumb", NO_COLOR: "1", SHELL: "/bin/sh", ...env },
    stdio: "pipe",
  });
  let shown = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => (shown += text));
  const closed = once(child, "close");
  return {
    async when(pattern, typed) {
      const deadlineMs = performance.now() + patienceMs;
      for (;;) {
        const found = pattern.exec(shown.slice(seen));
        if (found !== null) {
          seen += found.index + found[0].length;
          break;
        }
        if (performance.now() > deadlineMs)
          throw new Error(`the terminal never showed ${pattern}, but:\n${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      child.stdin.write(typed);
    },
    async end() {
      await closed;
      return { shown: shown.replaceAll("\r\n", "\n"), code: child.exitCode };
    },
  };
}
