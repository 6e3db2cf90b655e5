import { readConfigFile } from "./read-config-file.ts";
import { SettingError, settingName, settingVariable } from "./setting.ts";
import { settingKeys, settings } from "./settings.ts";
import type { SettingKey, Settings } from "./settings.ts";

/** Where the settings may stand. */
export interface SettingSources {
  /** As given on the command line, by the setting's key in code. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  /** The file's path, if one is named. */
  readonly file: string | undefined;
}

export interface ReadSettings {
  readonly settings: Settings;
  /** Where each value is from, e.g. `--port`, `ASTROLABE_PORT`, `serve.json`, `default`. */
  readonly origins: Readonly<Record<SettingKey, string>>;
  /** What is wrong, a sentence each. Of what is wrong `settings` has the default. */
  readonly faults: readonly SettingFault[];
}

interface SettingFault {
  readonly message: string;
  /** The command line is wrong: not the machine's set-up, but this call. */
  readonly isUsage: boolean;
}

interface Given {
  readonly origin: string;
  readonly value: unknown;
}

/** Reads all settings: a flag is stronger than a variable, a variable than the file, the file than the default. */
export async function readSettings({ flags, env, file }: SettingSources): Promise<ReadSettings> {
  const faults: SettingFault[] = [];
  const inFile = file === undefined ? {} : await readConfigFile(file).catch(noteFault);
  function noteFault(error: unknown): Readonly<Record<string, unknown>> {
    faults.push({ message: error instanceof Error ? error.message : String(error), isUsage: false });
    return {};
  }
  for (const message of unknownKeys(inFile, file)) faults.push({ message, isUsage: false });

  function find(key: SettingKey): Given {
    if (flags[key] !== undefined) return { origin: `--${settingName(key)}`, value: flags[key] };
    const variable = settingVariable(key);
    if (env[variable]) return { origin: variable, value: env[variable] };
    const name = settingName(key);
    if (Object.hasOwn(inFile, name)) return { origin: `${name} in ${file}`, value: inFile[name] };
    return { origin: "default", value: undefined };
  }

  const values: Record<string, unknown> = {};
  const origins: Partial<Record<SettingKey, string>> = {};
  for (const key of settingKeys) {
    const { origin, value } = find(key);
    origins[key] = origin;
    values[key] = settings[key].fallback;
    if (origin === "default") continue;
    try {
      values[key] = settings[key].parse(value);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      faults.push({ message: `${origin} must be ${error.message}.`, isUsage: origin.startsWith("--") });
    }
  }
  // Filled key by key above, each by its own entry of the table.
  return { settings: values as unknown as Settings, origins: origins as ReadSettings["origins"], faults };
}

function unknownKeys(inFile: Readonly<Record<string, unknown>>, file: string | undefined): string[] {
  const known = settingKeys.map(settingName);
  return Object.keys(inFile)
    .filter((name) => !known.includes(name))
    .map((name) => `${file} has "${name}", which is no setting. There are: ${known.join(", ")}.`);
}
