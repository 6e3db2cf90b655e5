import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { maxAnswerBytes, maxRetryAfterMs, requestTimeoutMs } from "./limits.ts";

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
}

/** Posts rows, each given as JSON text, as one JSON array. Never rejects: what went wrong is in the outcome. */
export async function postRows(rows: readonly string[], options: PostOptions): Promise<Outcome> {
  const { url, token, prefer = "return=minimal", timeoutMs = requestTimeoutMs } = options;
  try {
    const body = Buffer.from(`[${rows.join(",")}]`);
    const answer = await exchange(url, body, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Content-Length": body.length,
        "User-Agent": "astrolabe",
        Prefer: prefer,
        ...(token && { apikey: token, Authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs))),
    });
    return judge(answer);
  } catch (error) {
    return { kind: "retryable", reason: describe(error, timeoutMs) };
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** One request, one answer; redirects are answers. Rejects with the network's error. */
async function exchange(url: string, body: Buffer, options: RequestOptions): Promise<Answer> {
  const { request } = process.getBuiltinModule(url.startsWith("https:") ? "node:https" : "node:http");
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent: ClientRequest = request(url, options, resolve);
    // Also after the answer began: a connection that breaks then breaks the reading below, too.
    sent.on("error", reject);
    sent.end(body);
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop closes the connection, so a server cannot make us read on.
    if (bytes >= maxAnswerBytes) break;
  }
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(chunks).toString("utf8", 0, maxAnswerBytes),
    retryAfter: response.headers["retry-after"],
  };
}

function judge({ status, body, retryAfter }: Answer): Outcome {
  if (status >= 200 && status < 300) return { kind: "accepted" };
  if (status >= 300 && status < 400) {
    return { kind: "retryable", reason: `HTTP ${status}: the server redirects, and a token does not follow` };
  }
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return { kind: "retryable", reason: `HTTP ${status}`, retryAfterMs: parseRetryAfter(retryAfter) };
  }
  return { kind: "rejected", status, answer: body };
}

/** Seconds, or a date: RFC 9110, section 10.2.3. */
function parseRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const waitMs = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.min(maxRetryAfterMs, Math.max(0, waitMs));
}

function describe(error: unknown, timeoutMs: number): string {
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
