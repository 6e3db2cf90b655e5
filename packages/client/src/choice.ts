import { nodePath } from "./built-ins.ts";
import { readObject } from "./state-dir.ts";

/** on: recorded and sent; local: recorded on this machine and never sent; off: nothing at all. */
export type Mode = "on" | "local" | "off";

/** What the person at this machine decided, and when. */
export interface Choice {
  readonly mode: Mode;
  /** ISO 8601. */
  readonly since: string;
}

/** The stored choice; undefined if there is none, or none that can be read. */
export function readChoice(stateDir: string): Choice | undefined {
  const { mode, since } = readObject(choicePath(stateDir)) ?? {};
  if (mode !== "on" && mode !== "local" && mode !== "off") return undefined;
  return { mode, since: typeof since === "string" ? since : "" };
}

export function choicePath(stateDir: string): string {
  return nodePath.resolve(stateDir, "choice.json");
}
