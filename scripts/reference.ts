// Writes the reference pages that are made from the code.
import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { postgrestReport } from "../packages/collector/test/postgrest-report.ts";
import { commandsReference } from "./commands-reference.ts";
import { limitsReference } from "./limits-reference.ts";

export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  "commands.md": commandsReference,
  "limits.md": limitsReference,
  "postgrest.md": postgrestReport,
};

/** A page as it stands in docs/reference. */
export async function pageText(name: string): Promise<string> {
  return format((await pages[name]?.()) ?? "", { parser: "markdown", printWidth: 110 });
}

if (import.meta.main) {
  for (const name of Object.keys(pages)) {
    writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), await pageText(name));
  }
}
