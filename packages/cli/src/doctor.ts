// astrolabe doctor: looks at the whole way from this machine to the metric, and says how to mend what is wrong with it.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface DoctorOptions {
  readonly write: boolean;
  readonly json?: boolean | undefined;
}

export function createDoctorCommand(): Command {
  return createCommand("doctor", "Check the whole way from this machine to the metric.")
    .option("--no-write", "insert no test row")
    .option("--json", "print one JSON object instead of lines")
    .addHelpText("after", help)
    .action(examineAll);
}

const help = `
Exits 1 if there is a problem; a warning is none. Looks as this shell's environment says, so run it where the tool runs.
One test row is inserted and taken back if the key may erase; else it stays, named astrolabe-doctor, and counts nowhere.
Where somebody chose to send nothing, no test row is sent. The key is never printed.

With --json: {"ok":BOOLEAN,"findings":[{"check":CHECK,"status":STATUS,"message":TEXT,"mend":TEXT}]}
  ok      false if there is a problem
  CHECK   each has at least one finding, in this order: consent, state-directory, install-secret, disk-space, spool,
          events-url, proxy, name-resolution, connection, certificate, answer, clock, key, table, round-trip,
          policies, metric
  STATUS  ok, warning, problem, or skipped: it could not be looked at, and the message says why
  mend    what to do; only where there is something to do
${environmentHelp("DO_NOT_TRACK", "EVENTS_ENABLED", "EVENTS_DEBUG", "EVENTS_URL", "EVENTS_TOKEN", "ASTROLABE_STATE_DIR")}
Examples:
  astrolabe doctor
  astrolabe doctor --json --no-write
`;

async function examineAll({ write, json }: DoctorOptions): Promise<void> {
  const { examine } = await import("./doctor/examine.ts");
  const { findingText, summaryText } = await import("./doctor/finding-text.ts");
  const findings = [];
  for await (const finding of examine({ env: process.env, mayWrite: write })) {
    findings.push(finding);
    if (!json) process.stdout.write(findingText(finding));
  }
  const ok = findings.every(({ status }) => status !== "problem");
  process.stdout.write(json ? `${JSON.stringify({ ok, findings })}\n` : summaryText(findings));
  if (!ok) process.exitCode = 1;
}
