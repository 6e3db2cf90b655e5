import { createServer, request } from "node:http";
import { connect, type Socket } from "node:net";
import { listen } from "./row-server.ts";

export interface ConnectProxy extends AsyncDisposable {
  readonly port: number;
  /** What it was asked for, one line a request: method, target, and login if there was one. */
  readonly asked: string[];
  /** Headers of the requests that it could read. */
  readonly headers: string[];
}

/** An HTTP proxy: forwards requests and makes tunnels, all of them to one port of loopback, whatever name they ask for. */
export async function startConnectProxy(targetPort: number, refuse?: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const headers: string[] = [];
  const sockets = new Set<Socket>();
  const note = (...parts: (string | undefined)[]): void => {
    asked.push(parts.filter((part) => part !== undefined).join(" "));
  };
  const server = createServer((incoming, outgoing) => {
    note(incoming.method, incoming.url, incoming.headers["proxy-authorization"]);
    headers.push(JSON.stringify(incoming.headers));
    const { pathname, search } = new URL(incoming.url ?? "");
    const { "proxy-authorization": _, ...passedOn } = incoming.headers;
    const onward = request(
      {
        host: "127.0.0.1",
        port: targetPort,
        path: pathname + search,
        method: incoming.method,
        headers: passedOn,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, client: Socket) => {
    note(incoming.method, incoming.url, incoming.headers["proxy-authorization"]);
    headers.push(JSON.stringify(incoming.headers));
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const target = connect(targetPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    sockets.add(target).add(client);
    for (const socket of [target, client]) socket.on("error", () => socket.destroy());
  });
  const port = await listen(server);
  return {
    port,
    asked,
    headers,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
