import type { IncomingHttpHeaders } from "node:http";
import { sessionLifeMs } from "../limits.ts";

const name = "astrolabe_session";

export function readSessionCookie(cookies: string | undefined): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([\\w-]{1,100})(?:;|$)`).exec(cookies ?? "")?.[1];
}

/** No script reads it, and no other site can make a browser send it. */
export function sessionCookie(session: string, headers: IncomingHttpHeaders): readonly string[] {
  return cookie(session, sessionLifeMs / 1000, headers);
}

export function endedCookie(headers: IncomingHttpHeaders): readonly string[] {
  return cookie("", 0, headers);
}

function cookie(value: string, seconds: number, headers: IncomingHttpHeaders): readonly string[] {
  const secure = headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  return ["Set-Cookie", `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`];
}
