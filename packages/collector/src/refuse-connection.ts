import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ApiError } from "./api-error.ts";
import { drainTimeoutMs, lingerMs } from "./limits.ts";

/** Connections that are being refused: what comes after the first error is as wrong, and told once. */
const refused = new WeakSet<Duplex>();

/**
 * Answers bytes that are no HTTP request, or came too slowly, and closes the connection. Answers still owed to earlier
 * requests on it go first: taken for the answer to one of them, a refusal would be a lie.
 */
export function refuseConnection(error: Error, socket: Duplex, lastAnswer: ServerResponse | undefined): void {
  if (refused.has(socket)) return;
  refused.add(socket);
  setTimeout(() => socket.destroy(), drainTimeoutMs).unref();
  if (lastAnswer === undefined || lastAnswer.writableFinished) refuse(error, socket);
  else if (lastAnswer.req.complete) lastAnswer.once("close", () => refuse(error, socket));
  // Its own body is what is wrong: no answer will come, and this one is due when those before it are sent.
  else if (lastAnswer.socket === null) lastAnswer.once("socket", () => refuse(error, socket));
  else refuse(error, socket);
}

function refuse(error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, phrase, apiError } = describe("code" in error ? error.code : undefined);
  const body = apiError.body;
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nProxy-Status: PostgREST; error=${apiError.code}\r\n\r\n${body}`,
    // Destroyed at once, with bytes unread, it would be reset, and the other side lose what it was just told.
    () => setTimeout(() => socket.destroy(), lingerMs).unref(),
  );
}

interface Refusal {
  readonly status: number;
  readonly phrase: string;
  readonly apiError: ApiError;
}

function describe(code: unknown): Refusal {
  if (code === "HPE_HEADER_OVERFLOW")
    return refusal(431, "Request Header Fields Too Large", "The headers are too long");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return refusal(408, "Request Timeout", "The request came too slowly");
  return refusal(400, "Bad Request", "This is not an HTTP request");
}

function refusal(status: number, phrase: string, message: string): Refusal {
  return { status, phrase, apiError: new ApiError(status, "PGRST100", message) };
}
