import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { listen } from "../../packages/client/test/row-server.ts";
import type { Mood } from "./plan-run.ts";

/** The way between clients and a server on loopback, on which answers are lost and batches come twice. */
export interface LossyWay extends AsyncDisposable {
  /** Where the clients of a run post to, and what happens to their requests, one after the other. */
  openRun(run: number, moods: readonly Mood[]): string;
  /** Delivers what was held back, the last batch first, and lets the rest through. */
  closeRun(run: number): Promise<void>;
}

interface Batch {
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export async function openLossyWay(target: () => string): Promise<LossyWay> {
  const runs = new Map<string, { readonly moods: Mood[]; readonly held: Batch[] }>();
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then(
      (body) => treat(incoming, body, outgoing),
      () => outgoing.destroy(),
    );
  });
  const port = await listen(server);

  async function treat(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> {
    const batch = { headers: incoming.headers, body };
    const run = runs.get(incoming.url?.split("/")[1] ?? "");
    const mood = run?.moods.shift() ?? "forward";
    if (mood === "busy") {
      outgoing.writeHead(503, { "Retry-After": "0" }).end();
      return;
    }
    if (mood === "twice" || mood === "late") run?.held.push(batch);
    if (mood === "slow") await new Promise((resolve) => setTimeout(resolve, 20));
    const answer = mood === "cut" || mood === "late" ? undefined : await forward(target(), batch);
    if (answer === undefined || mood === "lose") {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.status).end(answer.body);
  }

  return {
    openRun(run, moods) {
      runs.set(String(run), { moods: [...moods], held: [] });
      return `http://127.0.0.1:${port}/${run}/rest/v1/events`;
    },
    async closeRun(run) {
      const { moods, held } = runs.get(String(run)) ?? { moods: [], held: [] };
      moods.length = 0;
      for (const batch of held.toReversed()) {
        let answer;
        while ((answer = await forward(target(), batch)) === undefined || answer.status >= 500) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** undefined: the server was gone before it had answered. */
async function forward(url: string, { headers, body }: Batch): Promise<Answer | undefined> {
  try {
    const sent = request(url, {
      method: "POST",
      headers: { ...headers, host: new URL(url).host },
      agent: false,
    });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, body: await bodyOf(answer) };
  } catch {
    return undefined;
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
