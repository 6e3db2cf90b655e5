// What a server says when it does not do what it was asked, in PostgREST's shape or any other.
import type { Answer } from "./ask.ts";
import { plainText } from "./plain-text.ts";

/** PostgreSQL's code for a missing privilege, and for a row that a policy does not let in. */
export const notPermitted = "42501";

/** The `code` of an error body: PGRST…, or PostgreSQL's SQLSTATE. */
export function errorCode(body: unknown): string | undefined {
  return textMember(body, "code");
}

/** Status, code and message of an answer, for a line of a terminal. */
export function describeAnswer({ status, body }: Pick<Answer, "status" | "body">): string {
  // Gateways say `message` or `error`.
  const said = [textMember(body, "code"), textMember(body, "message") ?? textMember(body, "error")];
  const text = plainText(said.filter((part) => part !== undefined).join(" "));
  return text === "" ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
}

/** Whether the answer refuses the key itself, not what was to be done with it. */
export function refusesKey({ status, body }: Answer): boolean {
  return (status === 401 || status === 403) && errorCode(body) !== notPermitted;
}

function textMember(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(body, name)?.value;
  return typeof value === "string" && value !== "" ? value : undefined;
}
