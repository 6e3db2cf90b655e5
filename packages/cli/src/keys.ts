// astrolabe keys: the two keys that the collector on this machine accepts.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface KeysOptions {
  readonly json?: boolean | undefined;
}

export function createKeysCommand(): Command {
  return createCommand("keys", "Print the keys of the collector on this machine.")
    .option("--json", "print one JSON object instead of lines")
    .addHelpText("after", help)
    .action(printKeys);
}

const help = `
anon          may add events and read nothing: for the tools that record
service_role  may do everything: for nsm-stats, nsm-upload and astrolabe metric. Keep it to yourself.
${environmentHelp("ASTROLABE_DATA_DIR", "ASTROLABE_JWT_SECRET")}
Examples:
  astrolabe keys
  export EVENTS_TOKEN=$(astrolabe keys | awk '$1 == "service_role" { print $2 }')
`;

async function printKeys({ json }: KeysOptions): Promise<void> {
  const { dataDirFrom, loadSecret, mintKey } = await import("@astrolabe/collector");
  const secret = await loadSecret({ dataDir: dataDirFrom(process.env), env: process.env });
  const anon = await mintKey("anon", secret);
  const serviceRole = await mintKey("service_role", secret);
  process.stdout.write(
    json
      ? `${JSON.stringify({ anon, service_role: serviceRole })}\n`
      : `anon ${anon}\nservice_role ${serviceRole}\n`,
  );
}
