import type { ReadSettings } from "./read-settings.ts";

/** Prints what `--check` finds: exit code 0 if the collector could start, 1 if not. */
export async function printCheck(options: {
  readonly read: ReadSettings;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly asJson: boolean;
}): Promise<void> {
  const { checkServe, serveChecks } = await import("./check-serve.ts");
  const { findingText, summaryText } = await import("../doctor/finding-text.ts");
  const findings = await checkServe(options);
  const width = Math.max(...serveChecks.map(({ name }) => name.length));
  process.stdout.write(
    options.asJson
      ? `${JSON.stringify(findings)}\n`
      : findings.map((finding) => findingText(finding, width)).join("") + summaryText(findings),
  );
  if (findings.some(({ status }) => status === "problem")) process.exitCode = 1;
}
