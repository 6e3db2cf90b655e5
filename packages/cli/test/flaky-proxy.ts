import { once } from "node:events";
import { createServer, request } from "node:http";
import type { TestContext } from "node:test";

/**
 * What the proxy does with a POST: hand it on; hand it on, and then cut the connection, or hold the answer back for ever;
 * or answer that status itself.
 */
export type Mood = "forward" | "cut" | "hold" | number;

export interface FlakyProxy {
  readonly url: string;
  /** How often the proxy was posted to. */
  readonly posts: () => number;
  /** Resolves when an answer is held back: the server has the rows, and their sender does not know. */
  readonly holding: Promise<void>;
}

/** Stands in front of a server, and treats the n-th POST as `moods[n]` says; any later one, and every GET, goes through. */
export async function startFlakyProxy(
  t: TestContext,
  target: string,
  moods: readonly Mood[],
): Promise<FlakyProxy> {
  let posts = 0;
  const { promise: holding, resolve: nowHolding } = Promise.withResolvers<void>();
  const server = createServer((incoming, outgoing) => {
    const mood = incoming.method === "POST" ? (moods[posts++] ?? "forward") : "forward";
    if (typeof mood === "number") {
      incoming.resume();
      outgoing.writeHead(mood, { "Retry-After": "0" }).end();
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", target), { method, headers }, (answer) => {
      if (mood === "cut" || mood === "hold") {
        answer.resume();
        if (mood === "cut") outgoing.destroy();
        else nowHolding();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return { url: `http://127.0.0.1:${address.port}${new URL(target).pathname}`, posts: () => posts, holding };
}
