import { maxQuotedChars } from "../limits.ts";
import { visibleText } from "../show/visible-text.ts";
import type { Endpoint } from "./endpoint.ts";

/** Why a model's answer did not come. The message says what to do about it. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  /** Asking again may help. */
  readonly isRetryable: boolean;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retry: { readonly afterMs?: number | undefined } | undefined = undefined) {
    super(message);
    this.isRetryable = retry !== undefined;
    this.retryAfterMs = retry?.afterMs;
  }

  static cut({ url }: Endpoint): ModelError {
    return new ModelError(`the answer of ${url} broke off in the middle`, {});
  }

  static silent({ url }: Endpoint, silenceMs: number): ModelError {
    return new ModelError(
      `${url} has said nothing for ${silenceMs / 1000} s. See whether the server is well, or set AI_MODEL to a smaller model`,
    );
  }
}

/** What the client library threw, before or after the answer had begun, in words that help. */
export function modelErrorOf(error: unknown, endpoint: Endpoint, hasBegun: boolean): Error {
  if (error instanceof ModelError || !(error instanceof Error)) return error as Error;
  const { status, headers, code } = error as { status?: unknown; headers?: unknown; code?: unknown };
  const said = quote(error, endpoint);
  if (typeof status !== "number") return withoutStatus(error, said, endpoint, hasBegun);

  const { url, model, key } = endpoint;
  const retry = {
    afterMs: headers instanceof Headers ? retryAfterMs(headers.get("retry-after")) : undefined,
  };
  if (status === 401 || status === 403) {
    const advice =
      key === undefined
        ? "Set AI_API_KEY to a key for it"
        : "See whether AI_API_KEY is a key for it, and for this model";
    return new ModelError(`${url} does not let us in: ${said}. ${advice}`);
  }
  if (status === 404) {
    return new ModelError(
      `${url} has no such address, or no model ${model}: ${said}. AI_BASE_URL usually ends in /v1; AI_MODEL must be one that the server has (with Ollama: ollama pull ${model})`,
    );
  }
  if (status === 429 && code === "insufficient_quota") {
    return new ModelError(
      `the account's quota at ${url} is used up: ${said}. Top it up, or set AI_BASE_URL and AI_API_KEY to another`,
    );
  }
  if (status === 429) return new ModelError(`${url} gets too many requests: ${said}`, retry);
  if (status === 408 || status === 409 || status >= 500)
    return new ModelError(`${url} is in trouble: ${said}`, retry);
  return new ModelError(
    `${url} does not take the request: ${said}. See whether AI_MODEL (${model}) can chat`,
  );
}

/** What is not an answer with a status: an error within the stream, or of the network. */
function withoutStatus(error: Error, said: string, endpoint: Endpoint, hasBegun: boolean): ModelError {
  // The library has an error of this very class for what a server says in the middle, and others for the network's.
  if (error.constructor.name === "APIError") {
    return new ModelError(`${endpoint.url} gave up on the answer: ${said}`, {});
  }
  if (hasBegun) return ModelError.cut(endpoint);
  let cause: Error = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return new ModelError(
    `nobody answers at ${endpoint.url} (${code}). Start a model's server there (ollama serve), or set AI_BASE_URL to one`,
  );
}

/** What the server said, short, in one line, and without the key, which some repeat. */
function quote(error: Error, { key }: Endpoint): string {
  const text = key === undefined ? error.message : error.message.replaceAll(key, "…");
  const line = visibleText(text.replaceAll(/\s+/g, " ")).replace(/\.+$/, "");
  return line.length > maxQuotedChars ? `${line.slice(0, maxQuotedChars)}…` : line;
}

/** Seconds, or a date: RFC 9110, section 10.2.3. */
function retryAfterMs(text: string | null): number | undefined {
  if (text === null) return undefined;
  const waitMs = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
