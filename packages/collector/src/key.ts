import { SignJWT } from "jose";

/** Roles that keys are made for: `anon` may insert events and read nothing, `service_role` may do everything. */
export type KeyRole = "anon" | "service_role";

/** The key of a role: a JWT (HS256) without expiry, the same for the same secret every time. */
export function mintKey(role: KeyRole, secret: string): Promise<string> {
  return new SignJWT({ role, iss: "astrolabe" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}
