import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { maxConnections, maxRefusedConnections } from "./limits.ts";

export interface Connections {
  /** Open now. */
  readonly count: number;
  /** Closed on arrival, unheard. */
  readonly dropped: number;
  /** Came when there were enough: whoever asks on it is told to come back later. */
  isSurplus(socket: Duplex): boolean;
}

/** Some beyond the limit are heard, to tell them so; still more are closed on arrival. */
export function countConnections(server: Server, event: "connection" | "secureConnection"): Connections {
  const surplus = new WeakSet<Duplex>();
  let count = 0;
  let dropped = 0;
  server.maxConnections = maxConnections + maxRefusedConnections;
  server.on("drop", () => (dropped += 1));
  server.on(event, (socket: Duplex) => {
    if (count >= maxConnections) surplus.add(socket);
    count += 1;
    socket.once("close", () => (count -= 1));
  });
  return {
    get count() {
      return count;
    },
    get dropped() {
      return dropped;
    },
    isSurplus: (socket) => surplus.has(socket),
  };
}
