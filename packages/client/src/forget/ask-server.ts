import { forgetTimeoutMs } from "../limits.ts";
import { parseObject } from "../parse-row.ts";
import { describe, exchange, type Answer } from "../transport.ts";
import type { Proof } from "./proof.ts";

/** What a server said to a request to forget somebody. */
export type ServerOutcome =
  | {
      readonly kind: "erased";
      /** ISO 8601, by the server's clock: when it was first asked. */
      readonly forgottenAt: string;
      readonly events: number;
      /** Weekly totals that somebody had uploaded. */
      readonly totals: number;
    }
  /** Not now, maybe later. */
  | { readonly kind: "pending"; readonly reason: string }
  /** This server can't, or will not. */
  | { readonly kind: "not_erased"; readonly reason: string };

export interface ServerQuestion {
  /** Where rows are posted, with whatever user, password and query it needs. */
  readonly url: string;
  readonly token: string | undefined;
  readonly proof: Proof;
  readonly env: NodeJS.ProcessEnv;
}

/** Asks a server to forget whoever the proof is of. Never rejects. */
export async function askServer({ url, token, proof, env }: ServerQuestion): Promise<ServerOutcome> {
  const { developer, state, inner } = proof;
  try {
    const answer = await exchange(forgetUrl(url), {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "astrolabe",
        ...(token && { apikey: token, Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ developer, state, inner }),
      timeoutMs: forgetTimeoutMs,
      env,
    });
    return judge(answer, developer);
  } catch (error) {
    return { kind: "pending", reason: describe(error, forgetTimeoutMs) };
  }
}

/** Beside `/rest/v1/events`, whatever is before it. */
function forgetUrl(eventsUrl: string): string {
  const url = new URL(eventsUrl);
  url.pathname = `${url.pathname.replace(/\/(?:rest\/v1\/)?[^/]*\/?$/, "")}/api/v1/forget`;
  return url.href;
}

function judge({ status, body }: Answer, developer: string): ServerOutcome {
  const answered = parseObject(body) ?? {};
  if (status === 200) return parseErased(answered, developer);
  const { message } = answered;
  const reason = `HTTP ${status}${typeof message === "string" ? `: ${message}` : ""}`;
  if (status === 404 || status === 405) {
    return {
      kind: "not_erased",
      reason: `it has no endpoint for that (${reason}), as a hosted Supabase has none`,
    };
  }
  const isFinal = status === 400 || status === 403;
  return { kind: isFinal ? "not_erased" : "pending", reason };
}

function parseErased(answered: Readonly<Record<string, unknown>>, developer: string): ServerOutcome {
  const { forgotten_at: forgottenAt, deleted } = answered;
  const { events, weekly_totals: totals } = (deleted ?? {}) as Record<string, unknown>;
  const isOurs = answered["developer"] === developer && typeof forgottenAt === "string";
  if (!isOurs || typeof events !== "number" || typeof totals !== "number") {
    return { kind: "not_erased", reason: "what answers there is no Astrolabe collector" };
  }
  return { kind: "erased", forgottenAt, events, totals };
}
