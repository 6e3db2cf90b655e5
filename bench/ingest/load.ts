// Posts events as fast as the server answers, over connections that each wait for an answer before they send on.
// Runs as a process of its own; prints its result as one line of JSON.
import { connect } from "node:net";
import type { Socket } from "node:net";
import { prepareRequest } from "./prepare-request.ts";
import { nextId } from "./sample-row.ts";

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly rowsPerRequest: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly key: string;
}

export interface LoadResult {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 201. */
  readonly failures: number;
}

const options: LoadOptions = JSON.parse(process.argv[2] ?? "{}");
const latencies: number[] = [];
let failures = 0;
let measuring = false;

const sockets = await Promise.all(Array.from({ length: options.connections }, openConnection));
for (const socket of sockets) keepSending(socket);
await pause(options.warmUpMs);
measuring = true;
const start = performance.now();
await pause(options.measureMs);
measuring = false;
const seconds = (performance.now() - start) / 1000;
for (const socket of sockets) socket.destroy();

latencies.sort((a, b) => a - b);
const result: LoadResult = {
  eventsPerSecond: (latencies.length * options.rowsPerRequest) / seconds,
  p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
  p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
  failures,
};
console.log(JSON.stringify(result));

function openConnection(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

function keepSending(socket: Socket): void {
  const { request, ids } = prepareRequest(options);
  let sentAt = 0;
  const send = (): void => {
    for (const at of ids) request.write(nextId(), at, 36, "latin1");
    sentAt = performance.now();
    socket.write(request);
  };
  socket.on("data", (answer: Buffer) => {
    if (measuring) latencies.push(performance.now() - sentAt);
    if (answer.toString("latin1", 9, 12) !== "201") failures += 1;
    send();
  });
  send();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
