import { exchange } from "@astrolabe/client";
import { checkTimeoutMs, maxAnswerBytes } from "../limits.ts";

/** Where rows go, and the key for it, as the client would use them. */
export interface Server {
  readonly url: URL;
  readonly key: string | undefined;
}

export interface Question {
  readonly method?: "GET" | "POST" | "DELETE" | undefined;
  /** Parameters beside those that the URL has. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly prefer?: string | undefined;
}

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined if it is none. */
  readonly body: unknown;
  /** Epoch milliseconds at the middle of the exchange, by this machine's clock. */
  readonly atMs: number;
  readonly tookMs: number;
}

export type Reply = Answer | { readonly kind: "silence"; readonly reason: string };

/** One request. Never rejects; redirects are answers. A body that repeats the key comes without it. */
export async function ask({ url, key }: Server, question: Question = {}): Promise<Reply> {
  const { method = "GET", query = {}, body, prefer } = question;
  const target = new URL(url);
  target.username = "";
  target.password = "";
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  const startMs = Date.now();
  try {
    const {
      status,
      headers,
      body: text,
    } = await exchange(target.href, {
      method,
      headers: {
        "User-Agent": "astrolabe",
        ...authorization(url, key),
        ...(prefer !== undefined && { Prefer: prefer }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      timeoutMs: checkTimeoutMs,
      maxBytes: maxAnswerBytes,
      body,
    });
    const tookMs = Date.now() - startMs;
    return {
      kind: "answer",
      status,
      headers: new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: parseJson(key === undefined ? text : text.replaceAll(key, "(the key)")),
      atMs: startMs + tookMs / 2,
      tookMs,
    };
  } catch (error) {
    return { kind: "silence", reason: describe(error) };
  }
}

/** As the client does it: the key, and only without one the user and password of the URL. */
function authorization({ username, password }: URL, key: string | undefined): Record<string, string> {
  if (key !== undefined) return { apikey: key, Authorization: `Bearer ${key}` };
  if (username === "" && password === "") return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { Authorization: `Basic ${Buffer.from(login).toString("base64")}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return `no answer within ${checkTimeoutMs / 1000} s`;
  if (error instanceof AggregateError) return error.errors.map(describe).join("; ");
  return error.message;
}
