import { join } from "node:path";
import { type Pseudonyms, holdsPseudonymKeys, openPseudonyms } from "@astrolabe/collector";
import type { Logger } from "pino";
import type { Settings } from "./settings.ts";

/** The names that developers are stored under; undefined where they are stored as they come. */
export async function openChosenPseudonyms(
  { pseudonyms: kind }: Pick<Settings, "pseudonyms">,
  dataDir: string,
  logger: Logger,
): Promise<Pseudonyms | undefined> {
  checkPseudonymsChosen({ pseudonyms: kind }, dataDir);
  return kind && openPseudonyms({ kind, dir: pseudonymKeysIn(dataDir), logger });
}

/**
 * A flag that was forgotten must not bring the names back that the rows before it were kept from.
 * @throws Error when there are keys, and no kind is chosen
 */
export function checkPseudonymsChosen(
  { pseudonyms: kind }: Pick<Settings, "pseudonyms">,
  dataDir: string,
): void {
  const dir = pseudonymKeysIn(dataDir);
  if (kind !== undefined || !holdsPseudonymKeys(dir)) return;
  throw new Error(
    `this collector has given developers other names, with the keys in ${dir}. ` +
      "Start it with --pseudonyms weekly or stable, or take that folder away to store developers as they come.",
  );
}

function pseudonymKeysIn(dataDir: string): string {
  return join(dataDir, "pseudonym-keys");
}
