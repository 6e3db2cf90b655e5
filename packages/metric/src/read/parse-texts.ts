import type { SkipReason } from "../skip-report.ts";
import { faultOf, parseText, type JsonText } from "./json-text.ts";

const backslash = 0x5c;

export interface ParseOptions {
  /** Leave out what can't be a run of this task. */
  readonly task?: string | undefined;
  /** Told of every bad text that was not left out. */
  readonly onBad: (reason: SkipReason, line: number) => void;
}

/** The values of a batch of texts. */
export function parseTexts(texts: readonly JsonText[], { task, onBad }: ParseOptions): unknown[] {
  const name = task === undefined ? undefined : Buffer.from(task);
  const values: unknown[] = [];
  for (const text of texts) {
    if (name !== undefined && !couldBeRun(text, name)) continue;
    const value = parseText(text);
    if (value !== undefined) values.push(value);
    else onBad(faultOf(text), text.line);
  }
  return values;
}

/** JSON that says a task's name either holds its bytes or writes some of them with an escape. */
function couldBeRun(text: JsonText, name: Buffer): boolean {
  return text.fault !== undefined || text.bytes.includes(name) || text.bytes.includes(backslash);
}
