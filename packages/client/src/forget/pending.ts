import { fs, nodePath } from "../built-ins.ts";
import { parseObject } from "../parse-row.ts";
import { readIfThere } from "../segment.ts";
import { makeFolder } from "../state-dir.ts";
import { isProof, type Proof } from "./proof.ts";

/** Somebody whom a server has yet to forget. */
export interface PendingForget {
  /** The server's events endpoint, without user, password and query. */
  readonly url: string;
  readonly developer: string;
  /** undefined: made with a salt that was not in the environment; `forget` in one that has it finds the proof. */
  readonly proof?: Proof | undefined;
}

export function readPending(stateDir: string): PendingForget[] {
  const { pending } = parseObject(readIfThere(pendingPath(stateDir))) ?? {};
  return Array.isArray(pending) ? pending.flatMap((each) => parsePending(each) ?? []) : [];
}

function parsePending(value: unknown): PendingForget | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { url, developer, proof } = value as { [name in keyof PendingForget]?: unknown };
  if (typeof url !== "string" || typeof developer !== "string") return undefined;
  return { url, developer, proof: isProof(proof) ? proof : undefined };
}

/** Keeps it through a loss of power, too: what made the proofs is about to be erased. */
export function writePending(stateDir: string, pending: readonly PendingForget[]): void {
  const path = pendingPath(stateDir);
  if (pending.length === 0) {
    fs.rmSync(path, { force: true });
    return;
  }
  makeFolder(stateDir);
  const temporary = `${path}.${process.pid}${Math.random().toString().slice(1)}.tmp`;
  fs.writeFileSync(temporary, `${JSON.stringify({ pending })}\n`, { mode: 0o600, flush: true });
  fs.renameSync(temporary, path);
  syncFolder(stateDir);
}

/** Not every system lets a folder be opened; where it doesn't, its entries are as durable as it makes them. */
function syncFolder(path: string): void {
  try {
    const fd = fs.openSync(path, "r");
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return;
  }
}

function pendingPath(stateDir: string): string {
  return nodePath.join(stateDir, "forget.json");
}
