import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { maxAnswerBytes, maxRetryAfterMs, requestTimeoutMs } from "./limits.ts";
import { lookupInTime } from "./lookup-in-time.ts";
import { openRequest } from "./open-request.ts";

/** What became of a request. */
export type Outcome =
  | { readonly kind: "accepted" }
  /** Not now, maybe later: no network, no answer in time, a busy or broken server, a redirect. */
  | { readonly kind: "retryable"; readonly reason: string; readonly retryAfterMs?: number | undefined }
  /** The server does not want this; `answer` is the beginning of what it said. */
  | { readonly kind: "rejected"; readonly status: number; readonly answer: string };

export interface PostOptions {
  readonly url: string;
  /** Sent as `apikey` and as bearer token. */
  readonly token?: string | undefined;
  /** The header `Prefer`. */
  readonly prefer?: string | undefined;
  /** From the first byte sent to the last byte read; then the connection is cut. */
  readonly timeoutMs?: number | undefined;
  /** Where proxies are looked for, instead of `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** When the time is over, this process must be free to end, also while a name server keeps silent. */
  readonly isInHost?: boolean | undefined;
}

/** Posts rows, each given as JSON text, as one JSON array. Never rejects: what went wrong is in the outcome. */
export async function postRows(rows: readonly string[], options: PostOptions): Promise<Outcome> {
  const { url, token, prefer = "return=minimal", timeoutMs = requestTimeoutMs, env, isInHost } = options;
  try {
    const answer = await exchange(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "astrolabe",
        Prefer: prefer,
        ...(token && { apikey: token, Authorization: `Bearer ${token}` }),
      },
      body: `[${rows.join(",")}]`,
      timeoutMs,
      env,
      isInHost,
    });
    return judge(answer);
  } catch (error) {
    return { kind: "retryable", reason: describe(error, timeoutMs) };
  }
}

export interface ExchangeOptions extends Pick<PostOptions, "env" | "isInHost"> {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  /** Of the answer's body; the rest is not read. */
  readonly maxBytes?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request, one answer, through whatever proxy the environment names; redirects are answers. Rejects with the network's error. */
export async function exchange(url: string, options: ExchangeOptions): Promise<Answer> {
  const { method, headers, body = "", env = process.env, isInHost, maxBytes = maxAnswerBytes } = options;
  const timeoutMs = Math.max(1, Math.ceil(options.timeoutMs));
  const request = await openRequest(
    new URL(url),
    {
      method,
      headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(isInHost && { lookup: lookupInTime(timeoutMs) }),
    },
    env,
  );
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // Also after the answer began: a connection that breaks then breaks the reading below, too.
    request.on("response", resolve).on("error", reject).end(body);
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop closes the connection, so a server cannot make us read on.
    if (bytes >= maxBytes) break;
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString("utf8", 0, maxBytes),
  };
}

function judge({ status, headers, body }: Answer): Outcome {
  if (status >= 200 && status < 300) return { kind: "accepted" };
  if (status >= 300 && status < 400) {
    return { kind: "retryable", reason: `HTTP ${status}: the server redirects, and a token does not follow` };
  }
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return { kind: "retryable", reason: `HTTP ${status}`, retryAfterMs: parseRetryAfter(headers) };
  }
  return { kind: "rejected", status, answer: body };
}

/** Seconds, or a date by the server's clock, which may not be ours: RFC 9110, section 10.2.3. */
function parseRetryAfter({ "retry-after": text, date = "" }: IncomingHttpHeaders): number | undefined {
  if (text === undefined) return undefined;
  const serverNowMs = Date.parse(date) || Date.now();
  const waitMs = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - serverNowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(maxRetryAfterMs, Math.max(0, waitMs));
}

/** Why a request failed, in a few words. */
export function describe(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return `no answer within ${Math.round(timeoutMs)} ms`;
  }
  // A host with several addresses fails with an error for each, and no message of its own.
  if (error instanceof AggregateError) {
    return error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join("; ");
  }
  return error.message;
}
