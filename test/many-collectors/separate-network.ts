import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A network namespace with one link to this machine's network, which can be cut. */
export interface SeparateNetwork {
  /** The address within. */
  readonly inside: string;
  /** This machine's address, seen from within. */
  readonly outside: string;
  /** What runs a command within. */
  readonly under: readonly string[];
  /** From now on nothing gets through, either way, and nobody is told. */
  cut(): void;
  mend(): void;
  remove(): void;
}

/** Undefined where the system doesn't let this user make one. */
export function createSeparateNetwork(): SeparateNetwork | undefined {
  const name = `astrolabe${process.pid}`;
  // An interface's name has 15 characters at most.
  const [near, far] = [`asn${process.pid}`, `asf${process.pid}`];
  const subnet = `10.217.${process.pid % 250}`;
  const [outside, inside] = [`${subnet}.1`, `${subnet}.2`];
  const ip = (command: string): void => {
    execFileSync("ip", command.split(" "), { stdio: "ignore" });
  };
  const within = `-n ${name}`;
  try {
    ip(`netns add ${name}`);
    ip(`link add ${near} type veth peer name ${far} netns ${name}`);
    ip(`addr add ${outside}/30 dev ${near}`);
    ip(`link set ${near} up`);
    ip(`${within} addr add ${inside}/30 dev ${far}`);
    ip(`${within} link set ${far} up`);
    ip(`${within} link set lo up`);
  } catch {
    remove();
    return undefined;
  }

  function remove(): void {
    try {
      ip(`netns del ${name}`);
    } catch {
      // It was not made.
    }
  }
  return {
    inside,
    outside,
    under: ["ip", "netns", "exec", name],
    cut: () => ip(`${within} link set ${far} down`),
    mend: () => ip(`${within} link set ${far} up`),
    remove,
  };
}

/** Passes connections to an address on to a port of 127.0.0.1. */
export async function forward(
  address: string,
  toPort: number,
): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(toPort, "127.0.0.1");
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
    incoming.once("close", () => outgoing.destroy());
    outgoing.once("close", () => incoming.destroy());
  }).listen(0, address);
  await once(server, "listening");
  const listening = server.address();
  return {
    port: typeof listening === "object" ? (listening?.port ?? 0) : 0,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
