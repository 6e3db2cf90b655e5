import { constants } from "node:os";

/** How a child process ended. */
export interface ChildEnd {
  /** As in a shell: 128 + N if signal N killed it. */
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals | undefined;
}

export function childEnd(code: number | null, signal: NodeJS.Signals | null): ChildEnd {
  return signal === null ? { exitCode: code ?? 1 } : { exitCode: exitCodeOf(signal), signal };
}

/** A child that could not be started ends as in a shell: 127 if there is no such program, else 126. */
export function notStarted(error: Error): ChildEnd {
  return { exitCode: "code" in error && error.code === "ENOENT" ? 127 : 126 };
}

export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
