import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export interface Timed {
  /** From its start to its end, as a shell sees it. */
  readonly wallMs: number;
  readonly peakMiB: number;
  readonly stdout: string;
  /** Of what it printed, line by line in order. */
  readonly answer: string;
}

const pollMs = 5;

/** Runs a program to its end. Its peak memory is asked of Linux every few milliseconds. */
export async function timeProcess(command: readonly string[]): Promise<Timed> {
  const [program = "", ...args] = command;
  const startMs = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  let peakMiB = 0;
  const poll = setInterval(() => (peakMiB = Math.max(peakMiB, peakOf(child.pid))), pollMs);
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  const wallMs = performance.now() - startMs;
  clearInterval(poll);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  const lines = stdout.split("\n").filter(Boolean).toSorted().join("\n");
  return { wallMs, peakMiB, stdout, answer: createHash("sha256").update(lines).digest("hex").slice(0, 8) };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
