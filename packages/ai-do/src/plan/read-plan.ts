import { createReadStream } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import { maxPlanBytes } from "../limits.ts";
import { type Plan, PlanError } from "./plan.ts";
import { parsePlanText } from "./parse-plan-text.ts";

/** The plan in a file, or from standard input (`-`). Throws a PlanError when it can't be read or is none. */
export async function readPlan(path: string, abort: AbortSignal): Promise<Plan> {
  const name = path === "-" ? "standard input" : path;
  try {
    const input = path === "-" ? process.stdin : createReadStream(path);
    return parsePlanText(await readText(addAbortSignal(abort, input)));
  } catch (error) {
    abort.throwIfAborted();
    throw new PlanError(
      `can't take a plan from ${name}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readText(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxPlanBytes) throw new PlanError(`it is longer than ${maxPlanBytes} bytes`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new PlanError("it is not text in UTF-8");
  }
}
