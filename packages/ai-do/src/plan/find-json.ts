import { maxJsonCandidates } from "../limits.ts";

/**
 * The JSON objects and lists in what a model said, likeliest first: all of it, what stands in code fences, and what stands in
 * braces or brackets somewhere in its prose. Thoughts that it wrote down before (`<think>…</think>`) are none of it.
 */
export function* findJson(answer: string): Generator<object> {
  const text = answer.replaceAll(/<think>.*?<\/think>/gs, "").trim();
  for (const candidate of candidatesIn(text)) {
    const value = parse(candidate);
    if (value !== undefined) yield value;
  }
}

function* candidatesIn(text: string): Generator<string> {
  yield text;
  for (const [, fenced = ""] of text.matchAll(/```\w*\n(.*?)```/gs)) yield fenced;
  let end = 0;
  let tries = 0;
  for (const { index } of text.matchAll(/[{[]/g)) {
    if (index < end) continue;
    if (tries++ === maxJsonCandidates) return;
    const length = lengthOfValue(text, index);
    if (length === undefined) continue;
    end = index + length;
    yield text.slice(index, end);
  }
}

/** How long the object or list that begins at `start` is, by its braces and brackets outside of strings; undefined if it has no end. */
function lengthOfValue(text: string, start: number): number | undefined {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === "{" || token[0] === "[") depth++;
    else if (token[0] === "}" || token[0] === "]") depth--;
    if (depth === 0) return tokens.lastIndex - start;
  }
  return undefined;
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
