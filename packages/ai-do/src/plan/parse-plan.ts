import { maxCommandBytes, maxSteps } from "../limits.ts";
import { findRisk } from "./find-risk.ts";
import { type Plan, PlanError, type Step } from "./plan.ts";

/**
 * The plan in a JSON value: `{"steps": [...]}`, or the list alone. A step is a command, or
 * `{"command": …, "why"?: …, "risky"?: …}`. Some models say `commands` or `plan` for `steps`, and `cmd` for `command`, whatever
 * they are told; that is understood. Throws a PlanError that says what else is wrong, and where.
 */
export function parsePlan(value: unknown): Plan {
  const steps = Array.isArray(value) ? value : firstOf(value, "steps", "commands", "plan");
  if (!Array.isArray(steps)) throw new PlanError('a plan is an object with a list "steps"');
  if (steps.length === 0) throw new PlanError("the plan has no steps");
  if (steps.length > maxSteps) {
    throw new PlanError(`the plan has ${steps.length} steps, and ${maxSteps} are the most`);
  }
  return steps.map((step, index) => parseStep(step, index + 1));
}

function parseStep(value: unknown, number: number): Step {
  const command = typeof value === "string" ? value : firstOf(value, "command", "cmd");
  if (typeof command !== "string" || command.trim() === "") {
    throw new PlanError(`step ${number} has no text "command"`);
  }
  if (command.includes("\0")) throw new PlanError(`step ${number} has a NUL character, which no command may`);
  if (Buffer.byteLength(command) > maxCommandBytes) {
    throw new PlanError(`step ${number} is longer than ${maxCommandBytes} bytes`);
  }
  const why = firstOf(value, "why");
  const risky = firstOf(value, "risky");
  if (risky !== undefined && risky !== null && typeof risky !== "boolean") {
    throw new PlanError(`step ${number} has a "risky" that is neither true nor false`);
  }
  return {
    command: command.trim(),
    why: typeof why === "string" && why.trim() !== "" ? why.trim() : undefined,
    risk: findRisk(command) ?? (risky ? "the plan says so" : undefined),
  };
}

/** The first of these fields that an object has. */
function firstOf(value: unknown, ...fields: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const found = fields.find((field) => Object.hasOwn(value, field));
  return found === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[found];
}
