// Where the clients send: five servers on loopback, or what looks like one to them.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

const slowAnswerMs = 300;

export interface Sinks extends Disposable {
  /** The URL of each, by its name. */
  readonly urls: Readonly<Record<SinkName, string>>;
  /** The runs whose event was received whole and answered. */
  readonly arrived: Set<string>;
}

export const sinkNames = ["answers", "after 300 ms", "dead port", "never answers", "unknown name"] as const;
export type SinkName = (typeof sinkNames)[number];

/** Each server has a port of its own: some clients keep nothing of a URL but its origin. */
export async function openSinks(): Promise<Sinks> {
  const arrived = new Set<string>();
  const answerAfter = async (
    delayMs: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const text = await readText(request);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    for (const [run] of text.matchAll(/run-\d+-end/g)) arrived.add(run);
    response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  };
  const servers = [
    createServer((request, response) => void answerAfter(0, request, response)),
    createServer((request, response) => void answerAfter(slowAnswerMs, request, response)),
    createServer(() => {}),
  ];
  const [answers = "", slow = "", silent = ""] = await Promise.all(servers.map(listen));
  return {
    arrived,
    urls: {
      answers,
      "after 300 ms": slow,
      "dead port": "http://127.0.0.1:9",
      "never answers": silent,
      "unknown name": "http://name.invalid",
    },
    [Symbol.dispose]() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the sink has no port");
  return `http://127.0.0.1:${address.port}`;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("latin1");
}
