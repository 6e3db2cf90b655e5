import type { IncomingMessage } from "node:http";
import { sessionLifeMs } from "../limits.ts";
import { isSecure } from "./is-secure.ts";

const name = "astrolabe_session";

export function readSessionCookie(cookies: string | undefined): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([\\w-]{1,100})(?:;|$)`).exec(cookies ?? "")?.[1];
}

/** No script reads it, and no other site can make a browser send it. */
export function sessionCookie(session: string, incoming: IncomingMessage): readonly string[] {
  return cookie(session, sessionLifeMs / 1000, incoming);
}

export function endedCookie(incoming: IncomingMessage): readonly string[] {
  return cookie("", 0, incoming);
}

function cookie(value: string, seconds: number, incoming: IncomingMessage): readonly string[] {
  const secure = isSecure(incoming) ? "; Secure" : "";
  return ["Set-Cookie", `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`];
}
