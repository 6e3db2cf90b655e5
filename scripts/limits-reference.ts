import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

const opening = `<!-- Written by \`npm run reference\` from each package's limits.ts; a test fails when it is stale. -->

# Limits

Every limit, with its unit in its name. Bytes and milliseconds unless the name says otherwise.
`;

/** The reference page of all limits, in Markdown. */
export async function limitsReference(): Promise<string> {
  const paths = globSync("packages/*/src/limits.ts", { cwd: root }).toSorted();
  return [opening, ...(await Promise.all(paths.map(section)))].join("\n");
}

async function section(path: string): Promise<string> {
  const values = (await import(root + path)) as Readonly<Record<string, number>>;
  const rows = [
    ...readFileSync(root + path, "utf8").matchAll(/(?:\/\*\*\s*(.*?)\s*\*\/\n)?^export const (\w+)/gms),
  ].map(([, reason = "", name = ""]) => {
    const said = reason.replaceAll(/\s*\n \*\s*/g, " ").replaceAll("|", "\\|");
    return `| \`${name}\` | ${values[name]?.toLocaleString("en")} | ${said} |`;
  });
  return [`## ${path.split("/")[1]}`, "", "| limit | value | why |", "| --- | --- | --- |", ...rows, ""].join(
    "\n",
  );
}
