/** What a key says of itself. Whether the server believes it is another matter. */
export type Key =
  | { readonly kind: "none" }
  /** It holds characters that no header can. */
  | { readonly kind: "unsendable" }
  /** https://supabase.com/docs/guides/api/api-keys: no JWT; the gateway puts one in its place. */
  | { readonly kind: "publishable" | "secret" }
  | {
      readonly kind: "jwt";
      readonly role: string;
      /** Epoch milliseconds. */
      readonly expiresMs: number | undefined;
    }
  | { readonly kind: "opaque" };

export function parseKey(token: string | undefined): Key {
  if (token === undefined) return { kind: "none" };
  if (!/^[\x21-\x7e]+$/.test(token)) return { kind: "unsendable" };
  if (token.startsWith("sb_publishable_")) return { kind: "publishable" };
  if (token.startsWith("sb_secret_")) return { kind: "secret" };
  const claims = claimsOf(token);
  if (claims === undefined) return { kind: "opaque" };
  const { role = "anon", exp } = claims;
  return {
    kind: "jwt",
    role: typeof role === "string" ? role : JSON.stringify(role),
    expiresMs: typeof exp === "number" ? exp * 1000 : undefined,
  };
}

/** The second of a JWT's three parts: RFC 7519, section 3. */
function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

/** The role that a key gives; undefined if that can't be seen. Without a key it is anon. */
export function roleOf(key: Key): string | undefined {
  if (key.kind === "jwt") return key.role;
  if (key.kind === "secret") return "service_role";
  return key.kind === "none" || key.kind === "publishable" ? "anon" : undefined;
}
