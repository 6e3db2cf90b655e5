import { findInputs } from "./read/find-inputs.ts";
import type { Input } from "./read/input.ts";
import type { ReadOptions } from "./read/read-options.ts";

export type { JsonText } from "./read/json-text.ts";

/** A file, a URL or standard input, and how to read its values from its beginning, in batches. */
export type TextSource = Pick<Input, "source" | "texts">;

/**
 * Looks up the same sources as {@link readEvents}. They give each value as it stands there, with its line: for who keeps
 * values, or sets aside what is no JSON.
 *
 * @throws ReadError when there is nothing of a name
 */
export function findTexts(
  sources: readonly string[],
  options: Omit<ReadOptions, "strict"> = {},
): Promise<readonly TextSource[]> {
  return findInputs(sources, options);
}
