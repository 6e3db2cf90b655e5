import { compactVerify } from "jose";
import type { IncomingHttpHeaders } from "node:http";
import { checkTimes, parseClaims, unacceptableToken } from "./claims.ts";
import type { Role } from "./claims.ts";
import type { Secrets } from "./secret.ts";
import { TokenCache } from "./token-cache.ts";

/** Finds out who asks with a token. Without one it is `anon`, as with PostgREST's `db-anon-role`. */
export type Authenticate = (token: string | undefined) => Role | Promise<Role>;

/**
 * Makes the check of keys signed (HS256) with one of these secrets. What it remembers of a key goes with it: for other
 * secrets another check is made.
 * The check throws, or rejects with, an ApiError 401 worded as PostgREST's.
 */
export function createAuthenticate(secrets: Secrets): Authenticate {
  const keys = secrets.map((secret) => new TextEncoder().encode(secret));
  const cache = new TokenCache();

  return (token) => {
    if (token === undefined) return "anon";
    const known = cache.get(token);
    if (known === undefined) return verify(token);
    checkTimes(known, Date.now());
    return known.role;
  };

  async function verify(token: string): Promise<Role> {
    checkHeader(token);
    const payload = await verifiedPayload(token, keys);
    const claims = parseClaims(new TextDecoder().decode(payload));
    cache.set(token, claims);
    return claims.role;
  }
}

const bearer = /^bearer\s+(.*)$/i;
const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The key of a request: `Authorization: Bearer` is looked at first; else `apikey`, if it has the three parts of a JWT. */
export function tokenFrom(headers: IncomingHttpHeaders): string | undefined {
  const authorization = headers.authorization;
  if (authorization !== undefined) {
    if (authorization.startsWith("Bearer ") && authorization.charCodeAt(7) !== 32)
      return authorization.slice(7);
    const token = bearer.exec(authorization)?.[1];
    if (token !== undefined) return token.trim();
    if (authorization.toLowerCase() === "bearer") return "";
  }
  const apikey = headers["apikey"];
  return typeof apikey === "string" && threeParts.test(apikey) ? apikey : undefined;
}

const unsuitableAlgorithms = new Set([
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
]);

function checkHeader(token: string): void {
  if (token === "") throw unacceptableToken("PGRST301", "Empty JWT is sent in Authorization header");
  const parts = token.split(".");
  if (parts.length !== 3) {
    throw unacceptableToken("PGRST301", `Expected 3 parts in JWT; got ${parts.length}`);
  }
  const header = parseHeader(parts[0] ?? "");
  const algorithm = header["alg"];
  if (algorithm === "none") {
    const details = "JWT is unsecured but expected 'alg' was not 'none'";
    throw unacceptableToken("PGRST301", "Wrong or unsupported encoding algorithm", details);
  }
  const suitable = algorithm === "HS256" && header["kid"] === undefined;
  if (suitable) return;
  if (algorithm !== "HS256" && !unsuitableAlgorithms.has(String(algorithm))) throw undecodable();
  throw unsuitableKey("No suitable key was found to decode the JWT");
}

function parseHeader(part: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    if (typeof header === "object" && header !== null) return { ...header };
  } catch {
    // Falls through to the same answer: it is no header of a JWT.
  }
  throw undecodable();
}

async function verifiedPayload(token: string, keys: readonly Uint8Array[]): Promise<Uint8Array> {
  for (const key of keys) {
    try {
      return (await compactVerify(token, key, { algorithms: ["HS256"] })).payload;
    } catch {
      // Another of them may have signed it.
    }
  }
  throw unsuitableKey("None of the keys was able to decode the JWT");
}

function undecodable(): Error {
  return unacceptableToken("PGRST301", "JWT cryptographic operation failed");
}

function unsuitableKey(details: string): Error {
  return unacceptableToken("PGRST301", "No suitable key or wrong key type", details);
}
