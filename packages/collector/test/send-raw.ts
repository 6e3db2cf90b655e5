import { connect } from "node:net";

/** An answer as it came over the wire; header names in lower case, repeated ones joined. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends bytes on a connection of their own and reads until the other side closes it. */
export function sendRaw(port: number, bytes: Buffer | string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(parseAnswer(Buffer.concat(chunks))));
  });
}

/** A request with its length, on a connection that closes after it. */
export function rawRequest(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | undefined,
  version = "1.1",
): Buffer {
  const lines = [`${method} ${target} HTTP/${version}`, "Host: localhost", "Connection: close"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  const chunked = Object.keys(headers).some((name) => name.toLowerCase() === "transfer-encoding");
  if (body === undefined) return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
  if (chunked) {
    const head = `${lines.join("\r\n")}\r\n\r\n${body.length.toString(16)}\r\n`;
    return Buffer.concat([Buffer.from(head), body, Buffer.from("\r\n0\r\n\r\n")]);
  }
  lines.push(`Content-Length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]);
}

function parseAnswer(bytes: Buffer): RawAnswer {
  const continued = "HTTP/1.1 100 Continue\r\n\r\n";
  let text = bytes.toString();
  if (text.startsWith(continued)) text = text.slice(continued.length);
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(statusLine.split(" ")[1]), headers, body: text.slice(end + 4) };
}
