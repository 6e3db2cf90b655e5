import { maxSearchedBytes } from "../limits.ts";

/** A task's name as its bytes stand in JSON without escapes, and two places in it, in order, whose bytes are rare. */
export interface SearchedTask {
  readonly bytes: Buffer;
  readonly first: number;
  readonly second: number;
}

/**
 * How to look for a task's name.
 *
 * @returns undefined when it can't be looked for by its bytes: it is empty or very long, JSON always writes it with an
 *   escape, or it has no UTF-8
 */
export function searchTask(task: string): SearchedTask | undefined {
  const bytes = Buffer.from(task);
  // eslint-disable-next-line no-control-regex
  if (bytes.length === 0 || bytes.length > maxSearchedBytes || /["\\\u0000-\u001f]/.test(task))
    return undefined;
  if (!task.isWellFormed()) return undefined;
  const places = [...bytes.keys()].toSorted((a, b) => commonness(bytes[a]!) - commonness(bytes[b]!));
  const [one = 0, other = one] = places;
  return { bytes, first: Math.min(one, other), second: Math.max(one, other) };
}

/** How often a byte stands in events, roughly: ids are hexadecimal with hyphens, keys are English in snake case. */
function commonness(byte: number): number {
  const character = String.fromCharCode(byte);
  if (/[0-9a-f]/.test(character)) return 4;
  if (/[-_:,. ]/.test(character)) return 3;
  if (/[iorstln]/.test(character)) return 2;
  return /[a-z]/.test(character) ? 1 : 0;
}
