// Checks that each package, packed as npm would pack it, can be imported the ways its package.json says.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const packagesDir = fileURLToPath(new URL("../packages/", import.meta.url));
let found = 0;
for (const name of readdirSync(packagesDir)) {
  const { messages, pkg } = await publint({ pkgDir: `${packagesDir}${name}`, strict: true });
  for (const message of messages) {
    found += 1;
    process.stderr.write(`packages/${name}: ${formatMessage(message, pkg) ?? message.code}\n`);
  }
}
process.exitCode = found === 0 ? 0 : 1;
