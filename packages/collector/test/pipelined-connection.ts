import { connect } from "node:net";
import type { HostileRequest } from "./hostile-request.ts";

const answerTimeoutMs = 20_000;
/** What a connection that may never be answered is given. */
const unframedWaitMs = 25;

/**
 * Sends requests one after the other without waiting, on a connection of their own, and resolves to the statuses of
 * the answers: of all framed requests, and perhaps of the unframed one that ends them.
 */
export function sendPipelined(port: number, requests: readonly HostileRequest[]): Promise<number[]> {
  const allFramed = requests.every(({ framed }) => framed);
  const expected = requests.filter(({ framed }) => framed).length;
  return new Promise((resolve, reject) => {
    const statuses: number[] = [];
    let received = Buffer.alloc(0);
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(Buffer.concat(requests.map(({ bytes }) => bytes))),
    );
    const timer = setTimeout(
      () => finish(new Error(`${statuses.length} of ${expected} answers came`)),
      answerTimeoutMs,
    );

    function finish(error?: Error): void {
      clearTimeout(timer);
      socket.destroy();
      if (error !== undefined && statuses.length < expected) reject(error);
      else resolve(statuses);
    }

    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const answer = takeAnswer(received, requests[statuses.length]?.method);
        if (answer === undefined) break;
        received = received.subarray(answer.length);
        if (answer.status !== 100) statuses.push(answer.status);
      }
      if (statuses.length >= expected) setTimeout(finish, allFramed ? 0 : unframedWaitMs);
    });
    socket.on("error", finish);
    socket.on("close", () =>
      finish(new Error(`the connection closed after ${statuses.length} of ${expected} answers`)),
    );
    if (expected === 0) setTimeout(finish, unframedWaitMs);
  });
}

/** The first whole answer in the bytes; an answer to HEAD has no body. */
function takeAnswer(
  bytes: Buffer,
  method: string | undefined,
): { status: number; length: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const bodyLength = method === "HEAD" ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const length = end + 4 + bodyLength;
  return bytes.length < length ? undefined : { status, length };
}
