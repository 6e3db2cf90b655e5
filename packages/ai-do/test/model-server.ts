// A server that speaks the chat completions protocol as OpenAI and Ollama do: server-sent events, errors as JSON, rate limits.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { TestContext } from "node:test";

export interface ModelRequest {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly stream: boolean;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format?: unknown;
  };
}

/** What the server does with a request, in turn; the last one again and again. */
export type Reply = (response: ServerResponse, request: ModelRequest) => void;

export interface ModelServer {
  /** For the command: AI_BASE_URL, AI_MODEL. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: readonly ModelRequest[];
}

export async function startModelServer(t: TestContext, ...replies: readonly Reply[]): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const received = { path: request.url, headers: request.headers, body: body as ModelRequest["body"] };
      requests.push(received);
      const reply = replies[Math.min(requests.length, replies.length) - 1];
      reply?.(response, received);
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { env: { AI_BASE_URL: `http://127.0.0.1:${port}/v1`, AI_MODEL: "tiny" }, requests };
}

const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_763_836_000,
    model: "tiny",
    choices: [{ index: 0, delta, finish_reason }],
  })}\n\n`;

/** Says something in small pieces, and ends as the protocol has it. */
export function saying(content: string, finishReason = "stop"): Reply {
  return (response) => {
    begin(response, content);
    response.end(`${chunk({}, finishReason)}data: [DONE]\n\n`);
  };
}

export function planning(...steps: readonly object[]): Reply {
  return saying(JSON.stringify({ question: null, steps }));
}

/** The connection breaks in the middle of the answer. */
export function breakingOff(content: string): Reply {
  return (response) => {
    begin(response, content);
    // What was written goes out first.
    setImmediate(() => response.destroy());
  };
}

/** The answer ends, but not as the protocol has it: a proxy closed it in good order. */
export function endingEarly(content: string): Reply {
  return (response) => {
    begin(response, content);
    response.end();
  };
}

/** Begins to answer, and says no more. */
export function hanging(content: string): Reply {
  return (response) => begin(response, content);
}

export function failing(
  status: number,
  message: string,
  headers: Record<string, string> = {},
  code?: string,
): Reply {
  return (response) => {
    response
      .writeHead(status, { "Content-Type": "application/json", ...headers })
      .end(JSON.stringify({ error: { message, type: "error", param: null, code: code ?? null } }));
  };
}

/** An error that comes when the answer has begun. */
export function failingLate(message: string): Reply {
  return (response) => {
    begin(response, "{");
    response.end(`data: ${JSON.stringify({ error: { message, type: "server_error" } })}\n\n`);
  };
}

function begin(response: ServerResponse, content: string): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(chunk({ role: "assistant", content: "" }));
  for (const [piece] of content.matchAll(/.{1,7}/gsu)) response.write(chunk({ content: piece }));
}
