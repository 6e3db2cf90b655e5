import { parsePlan } from "./parse-plan.ts";
import { type Plan, PlanError } from "./plan.ts";

/**
 * The plan in a text: JSON, or one command a line, where blank lines and those that begin with `#` are left out, and one that ends
 * in a backslash goes on in the next. Throws a PlanError when it is neither.
 */
export function parsePlanText(text: string): Plan {
  const json = parseJson(text);
  if (json !== undefined) return parsePlan(json);
  const commands = text
    .replaceAll("\r\n", "\n")
    .replaceAll("\\\n", "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  return parsePlan(commands);
}

/** The list or object in a text; undefined for a text that means to be commands. `[ -f x ]` is a command, `["ls"` a broken list. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/^\s*(?:\{\s*"|\[\s*\{\s*"|\["|[[{]\s*\n)/.test(text)) return undefined;
    throw new PlanError(
      `it looks like JSON and isn't: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
