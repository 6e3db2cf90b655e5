// Writes the reference pages that are made from the code.
import { writeFileSync } from "node:fs";
import { eventsPage } from "@astrolabe/client/declare";
import { format } from "prettier";
import { aiDoEvents } from "../packages/ai-do/src/record/ai-do-events.ts";
import { postgrestReport } from "../packages/collector/test/postgrest-report.ts";
import { commandsReference } from "./commands-reference.ts";
import { limitsReference } from "./limits-reference.ts";
import { metricsReference } from "./metrics-reference.ts";
import { settingsReference } from "./settings-reference.ts";

export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  "commands.md": commandsReference,
  "limits.md": limitsReference,
  "metrics.md": metricsReference,
  "postgrest.md": postgrestReport,
  "settings.md": settingsReference,
};

/** What a tool says of itself, beside its package. */
export const declarationFiles: Readonly<Record<string, () => Promise<string>>> = {
  "packages/ai-do/EVENTS.md": () => formatMarkdown(eventsPage(aiDoEvents.declaration)),
  "packages/ai-do/EVENTS.json": () =>
    format(JSON.stringify(aiDoEvents.declaration), { parser: "json", printWidth: 110 }),
};

/** A page as it stands in docs/reference. */
export async function pageText(name: string): Promise<string> {
  return formatMarkdown((await pages[name]?.()) ?? "");
}

function formatMarkdown(text: string): Promise<string> {
  return format(text, { parser: "markdown", printWidth: 110 });
}

if (import.meta.main) {
  for (const name of Object.keys(pages)) {
    writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), await pageText(name));
  }
  for (const [path, text] of Object.entries(declarationFiles)) {
    writeFileSync(new URL(`../${path}`, import.meta.url), await text());
  }
}
