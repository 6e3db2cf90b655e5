import type { ApiError } from "./api-error.ts";

/** What a route answers. */
export interface Answer {
  readonly status: number;
  /** Header names and values in turn; the length is added when it is sent. */
  readonly headers: readonly string[];
  readonly body: string;
  /** For this server's own pages: no page of another origin gets to read it. */
  readonly isSameOrigin?: boolean | undefined;
}

export const jsonType: readonly string[] = ["Content-Type", "application/json; charset=utf-8"];

export function jsonAnswer(value: unknown): Answer {
  return { status: 200, headers: [...jsonType, "Cache-Control", "no-store"], body: JSON.stringify(value) };
}

export function textAnswer(status: number, body: string): Answer {
  return {
    status,
    headers: ["Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store"],
    body,
  };
}

export function errorAnswer(error: ApiError): Answer {
  const { status, code, body } = error;
  return {
    status,
    headers: [...jsonType, "Proxy-Status", `PostgREST; error=${code}`, ...error.headers],
    body,
  };
}
