// Sends requests at a fixed rate whether or not earlier ones were answered, as many machines that know nothing of each
// other do. Runs as a process of its own; prints its result as one line of JSON.
import { connect } from "node:net";
import type { Socket } from "node:net";
import { prepareRequest } from "../ingest/prepare-request.ts";
import { nextId } from "../ingest/sample-row.ts";

export interface OpenLoadOptions {
  readonly port: number;
  readonly requestsPerSecond: number;
  readonly rowsPerRequest: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** A connection for each request, as clients that send once a minute have; else one is used again when it is free. */
  readonly connectEachTime: boolean;
  readonly key: string;
}

/** Requests, all of those sent while it was measured. */
export interface OpenLoadResult {
  readonly sent: number;
  /** 201. */
  readonly stored: number;
  /** 429 or 503, with Retry-After. */
  readonly putOff: number;
  /** Any other answer. */
  readonly otherwise: number;
  /** The connection ended without an answer. */
  readonly untold: number;
  /** No answer within the client's deadline. */
  readonly late: number;
  /** Not sent, because this generator had too many connections open itself. */
  readonly unsent: number;
  readonly storedP50Ms: number;
  readonly storedP99Ms: number;
}

/** As the client of this project has it. */
const deadlineMs = 10_000;
/** Fewer than a collector still hears: beyond, it closes connections on arrival. */
const maxOpen = 3_500;

const options: OpenLoadOptions = JSON.parse(process.argv[2] ?? "{}");
const counts = { sent: 0, stored: 0, putOff: 0, otherwise: 0, untold: 0, late: 0, unsent: 0 };
const latencies: number[] = [];
const idle: Socket[] = [];
let open = 0;
let opened = 0;
let waiting = 0;
let measuring = false;
const { request, ids } = prepareRequest(options);

await sendFor(options.warmUpMs);
measuring = true;
await sendFor(options.measureMs);
measuring = false;
const patience = performance.now() + deadlineMs + 1000;
while (isWaiting() && performance.now() < patience) await pause(50);
latencies.sort((a, b) => a - b);
const result: OpenLoadResult = {
  ...counts,
  storedP50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
  storedP99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
};
console.log(JSON.stringify(result));
process.exit();

function isWaiting(): boolean {
  return waiting > 0;
}

async function sendFor(milliseconds: number): Promise<void> {
  const start = performance.now();
  let sent = 0;
  while (performance.now() - start < milliseconds) {
    const due = Math.floor(((performance.now() - start) / 1000) * options.requestsPerSecond);
    for (; sent < due; sent += 1) sendOne();
    await pause(1);
  }
}

function sendOne(): void {
  const counted = measuring;
  const count = (what: keyof typeof counts): void => {
    if (counted) counts[what] += 1;
  };
  const kept = options.connectEachTime ? undefined : idle.pop();
  if (kept === undefined && open >= maxOpen) return count("unsent");
  const socket = kept ?? openConnection();
  const sentAt = performance.now();
  let head = "";
  let settled = false;
  waiting += 1;
  count("sent");

  const settle = (what: keyof typeof counts, reuse: boolean): void => {
    if (settled) return;
    settled = true;
    waiting -= 1;
    clearTimeout(timer);
    socket.off("data", onData).off("close", onClose);
    count(what);
    if (what === "stored" && counted) latencies.push(performance.now() - sentAt);
    if (reuse && !options.connectEachTime) idle.push(socket);
    else socket.destroy();
  };
  const timer = setTimeout(() => settle("late", false), deadlineMs);
  const onClose = (): void => settle("untold", false);
  const onData = (chunk: Buffer): void => {
    head += chunk.toString("latin1");
    if (!head.includes("\r\n\r\n")) return;
    const status = head.slice(9, 12);
    const closes = /\r\nconnection: close/i.test(head);
    if (status === "201") settle("stored", !closes);
    else if (/^(429|503)$/.test(status) && /\r\nretry-after: \d/i.test(head)) settle("putOff", false);
    else settle("otherwise", false);
  };
  socket.on("close", onClose).on("data", onData);
  const copy = Buffer.from(request);
  for (const at of ids) copy.write(nextId(), at, 36, "latin1");
  socket.write(copy);
}

function openConnection(): Socket {
  open += 1;
  opened += 1;
  // Each address has only so many ports, and the system keeps one for a minute after its connection.
  const localAddress = `127.0.1.${1 + (opened % 200)}`;
  const socket = connect({ port: options.port, host: "127.0.0.1", localAddress, noDelay: true });
  socket.on("error", () => {});
  socket.once("close", () => {
    open -= 1;
    const at = idle.indexOf(socket);
    if (at >= 0) idle.splice(at, 1);
  });
  return socket;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
