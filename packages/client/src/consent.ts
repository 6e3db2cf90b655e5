import { readChoice, type Mode } from "./choice.ts";

/** Whether anything may be recorded and sent, and which rule said so. */
export interface Consent {
  readonly mode: Mode;
  readonly decidedBy: "DO_NOT_TRACK" | "flag" | "EVENTS_ENABLED" | "choice" | "default";
}

export interface ConsentQuestion {
  readonly env: NodeJS.ProcessEnv;
  /** The command's own arguments: `--analytics` and `--no-analytics` before a bare `--` count, the last one wins. */
  readonly argv?: readonly string[] | undefined;
  /** What the host's own argument parser made of that flag; stronger than `argv`. */
  readonly analytics?: boolean | undefined;
  readonly stateDir: string;
}

/** Who decides, strongest first: DO_NOT_TRACK, the command's own flag, EVENTS_ENABLED, the stored choice, off. */
export function resolveConsent({ env, argv = [], analytics, stateDir }: ConsentQuestion): Consent {
  const doNotTrack = env["DO_NOT_TRACK"] ?? "";
  if (doNotTrack !== "" && doNotTrack !== "0") return { mode: "off", decidedBy: "DO_NOT_TRACK" };

  const flag = analytics ?? flagIn(argv);
  if (flag !== undefined) return { mode: flag ? "on" : "off", decidedBy: "flag" };

  const enabled = env["EVENTS_ENABLED"];
  if (enabled?.trim()) return { mode: isTruthy(enabled) ? "on" : "off", decidedBy: "EVENTS_ENABLED" };

  const choice = readChoice(stateDir);
  return choice ? { mode: choice.mode, decidedBy: "choice" } : { mode: "off", decidedBy: "default" };
}

function flagIn(argv: readonly string[]): boolean | undefined {
  const end = argv.indexOf("--");
  const last = argv
    .slice(0, end === -1 ? argv.length : end)
    .findLast((argument) => argument === "--analytics" || argument === "--no-analytics");
  return last === undefined ? undefined : last === "--analytics";
}

/** `1`, `true`, `yes`, `y` or `on`, in any case, with blanks around it. */
export function isTruthy(value: string | undefined): boolean {
  return ["1", "true", "yes", "y", "on"].includes(value?.trim().toLowerCase() ?? "");
}
