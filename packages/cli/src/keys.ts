// astrolabe keys: the two keys that the collector on this machine accepts, and how to replace them while it runs.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface KeysOptions {
  readonly json?: boolean | undefined;
  readonly secretFile?: string | undefined;
}

export function createKeysCommand(): Command {
  const command = withOptions(createCommand("keys", "Print the keys of the collector on this machine."))
    .addHelpText("after", help)
    .action((options: KeysOptions) => printKeys(options));
  return command
    .addCommand(
      createCommand(
        "rotate",
        "Make a new secret: it signs from now on, and keys of the earlier ones are still taken.",
      )
        .addHelpText("after", rotateHelp)
        .action(() => rotate(command.opts())),
    )
    .addCommand(
      createCommand(
        "retire",
        "Forget all secrets but the newest: keys of the earlier ones are no longer taken.",
      ).action(() => retire(command.opts())),
    );
}

function withOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON object instead of lines")
    .option("--secret-file <file>", "the file of secrets, as astrolabe serve is given it");
}

const help = `
anon          may add events and read nothing: for the tools that record
service_role  may do everything: for nsm-stats, nsm-upload and astrolabe metric. Keep it to yourself.
${environmentHelp("ASTROLABE_DATA_DIR", "ASTROLABE_JWT_SECRET")}
Examples:
  astrolabe keys
  export EVENTS_TOKEN=$(astrolabe keys | awk '$1 == "service_role" { print $2 }')
`;

const rotateHelp = `
Nobody is locked out on the way:
  astrolabe keys rotate       1. a new secret is put before the earlier ones in the file; the new keys are printed
  kill -HUP PID               2. each collector reads the file: it takes new keys and old ones
                              3. give the new keys to all tools and readers
  astrolabe keys retire       4. only the newest secret stays in the file
  kill -HUP PID               5. old keys are refused
`;

async function printKeys({ json, secretFile }: KeysOptions): Promise<void> {
  const { dataDirFrom, findSecrets, loadSecrets } = await import("@astrolabe/collector");
  const source = findSecrets({
    dataDir: dataDirFrom(process.env),
    env: process.env,
    file: secretFileFrom(secretFile),
  });
  const [secret] = await loadSecrets(source);
  await print(secret, json);
}

async function rotate({ json, secretFile }: KeysOptions): Promise<void> {
  const { rotateSecret } = await import("@astrolabe/collector");
  const path = await secretPath(secretFile);
  const [secret, ...previous] = await rotateSecret(path);
  await print(secret, json);
  process.stderr.write(
    `The new secret is in ${path}, before ${previous.length} earlier. Send SIGHUP to the collectors that read it.\n`,
  );
}

async function retire({ json, secretFile }: KeysOptions): Promise<void> {
  const { retireSecrets } = await import("@astrolabe/collector");
  const path = await secretPath(secretFile);
  const [secret] = await retireSecrets(path);
  await print(secret, json);
  process.stderr.write(`${path} holds one secret. Send SIGHUP to the collectors that read it.\n`);
}

/** Only a file can hold several secrets, and be read again. */
async function secretPath(secretFile: string | undefined): Promise<string> {
  const { dataDirFrom, findSecrets } = await import("@astrolabe/collector");
  const source = findSecrets({
    dataDir: dataDirFrom(process.env),
    env: process.env,
    file: secretFileFrom(secretFile),
  });
  if (source.kind === "file") return source.path;
  throw new Error(
    "ASTROLABE_JWT_SECRET can't be changed while a collector runs. Put its value into a file, and name that with --secret-file.",
  );
}

function secretFileFrom(flag: string | undefined): string | undefined {
  return flag ?? (process.env["ASTROLABE_SECRET_FILE"] || undefined);
}

async function print(secret: string, json: boolean | undefined): Promise<void> {
  const { mintKey } = await import("@astrolabe/collector");
  const anon = await mintKey("anon", secret);
  const serviceRole = await mintKey("service_role", secret);
  process.stdout.write(
    json
      ? `${JSON.stringify({ anon, service_role: serviceRole })}\n`
      : `anon ${anon}\nservice_role ${serviceRole}\n`,
  );
}
