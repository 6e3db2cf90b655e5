import type { BadLines } from "../strict-error.ts";
import type { SkipReport } from "../skip-report.ts";
import { faultOf, parseText, type JsonText } from "./json-text.ts";

const backslash = 0x5c;

export interface ParseOptions {
  /** Leave out what can't be a run of this task. */
  readonly task?: string | undefined;
  readonly skipped: SkipReport;
  /** Under `strict` every text is parsed, and bad ones are kept here. */
  readonly badLines?: BadLines | undefined;
}

/** The values of a batch of texts. Bad texts that could have counted go into the report. */
export function parseTexts(texts: readonly JsonText[], source: string, options: ParseOptions): unknown[] {
  const { task, skipped, badLines } = options;
  const name = task === undefined ? undefined : Buffer.from(task);
  const values: unknown[] = [];
  for (const text of texts) {
    if (name !== undefined && badLines === undefined && !couldBeRun(text, name)) continue;
    const value = parseText(text);
    if (value !== undefined) values.push(value);
    else if (badLines === undefined) skipped.add(faultOf(text));
    else badLines.add(source, text.line, faultOf(text));
  }
  return values;
}

/** JSON that says a task's name either holds its bytes or writes some of them with an escape. */
function couldBeRun(text: JsonText, name: Buffer): boolean {
  return text.fault !== undefined || text.bytes.includes(name) || text.bytes.includes(backslash);
}
