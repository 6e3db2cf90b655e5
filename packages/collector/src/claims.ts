import { ApiError } from "./api-error.ts";
import { clockSkewSeconds } from "./limits.ts";

/** What a request may do. `authenticated` is a role of Supabase to which these tables give nothing. */
export type Role = "anon" | "authenticated" | "service_role";

/** The claims of a token that this server looks at; times in epoch seconds. */
export interface Claims {
  readonly role: Role;
  readonly exp: number | undefined;
  readonly nbf: number | undefined;
  readonly iat: number | undefined;
}

const roles: ReadonlySet<unknown> = new Set<Role>(["anon", "authenticated", "service_role"]);

/** @throws ApiError 401, as PostgREST words it, when a claim is of the wrong type or the role is unknown. */
export function parseClaims(text: string): Claims {
  const claims = parseObject(text);
  if (claims === undefined) throw unacceptableToken("PGRST303", "Parsing claims failed");
  const times = {
    exp: numberClaim(claims, "exp"),
    nbf: numberClaim(claims, "nbf"),
    iat: numberClaim(claims, "iat"),
  };
  checkTimes(times, Date.now());
  checkAudience(claims["aud"]);
  return { ...times, role: parseRole(claims["role"]) };
}

/** @throws ApiError 401 when the token is expired or not yet valid. */
export function checkTimes({ exp, nbf, iat }: Omit<Claims, "role">, nowMs: number): void {
  const now = Math.floor(nowMs / 1000);
  if (exp !== undefined && now - clockSkewSeconds > toSeconds(exp)) {
    throw unacceptableToken("PGRST303", "JWT expired");
  }
  if (nbf !== undefined && now + clockSkewSeconds < toSeconds(nbf)) {
    throw unacceptableToken("PGRST303", "JWT not yet valid");
  }
  if (iat !== undefined && now + clockSkewSeconds < toSeconds(iat)) {
    throw unacceptableToken("PGRST303", "JWT issued at future");
  }
}

/** PostgREST takes a time with a fraction, or one beyond 64 bits, for the beginning of 1970. */
function toSeconds(claim: number): number {
  return Number.isInteger(claim) && Math.abs(claim) < 2 ** 63 ? claim : 0;
}

/** A token that is refused: 401, with the reason in `WWW-Authenticate` too. */
export function unacceptableToken(
  code: "PGRST301" | "PGRST303",
  message: string,
  details?: string,
): ApiError {
  const challenge = `Bearer error="invalid_token", error_description="${message}"`;
  return new ApiError(401, code, message, { details, headers: ["WWW-Authenticate", challenge] });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numberClaim(claims: Record<string, unknown>, name: string): number | undefined {
  const value = claims[name] ?? undefined;
  if (value === undefined || typeof value === "number") return value;
  throw unacceptableToken("PGRST303", `The JWT '${name}' claim must be a number`);
}

/** No audience is demanded here, but a malformed one is still an error. */
function checkAudience(value: unknown): void {
  const all: unknown[] = Array.isArray(value) ? value : [value ?? ""];
  if (all.every((one) => typeof one === "string")) return;
  throw unacceptableToken("PGRST303", "The JWT 'aud' claim must be a string or an array of strings");
}

function isRole(value: unknown): value is Role {
  return roles.has(value);
}

function parseRole(value: unknown): Role {
  if (value === undefined) return "anon";
  if (isRole(value)) return value;
  const name = typeof value === "string" ? value : JSON.stringify(value);
  throw new ApiError(401, "22023", `role "${name}" does not exist`, {
    headers: ["WWW-Authenticate", "Bearer"],
  });
}
