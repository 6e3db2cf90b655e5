import { settingFlag, settingName, settingVariable } from "../packages/cli/src/serve/setting.ts";
import { settingKeys, settings } from "../packages/cli/src/serve/settings.ts";

const opening = `<!-- Written by \`npm run reference\` from packages/cli/src/serve/settings.ts; a test fails when it is stale. -->

# Settings of the collector

What \`astrolabe serve\` may be told. Each setting is a flag, a variable, and a key of the file of JSON that \`--config FILE\` or
\`ASTROLABE_CONFIG\` names. A flag is stronger than a variable, a variable than the file, the file than the default. An empty variable is as if
it were not set. Several values are repeated after the flag, parted by commas in the variable, and an array in the file.
A key of the file that is no setting is an error. \`astrolabe serve --check\` says what is chosen, and whether it would work.
`;

/** The reference page of all settings, in Markdown. */
export function settingsReference(): string {
  const rows = settingKeys.map((key) => {
    const { help, fallbackText } = settings[key];
    const names = [settingFlag(key, settings[key]), settingVariable(key), settingName(key)].map(
      (name) => `\`${name}\``,
    );
    return `| ${[...names, fallbackText, help].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return [
    opening,
    "| flag | variable | key in the file | without it | meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "The secret itself is never a flag: other users of the machine see those. It is in `ASTROLABE_JWT_SECRET`, or in the secret file.",
    "",
  ].join("\n");
}
