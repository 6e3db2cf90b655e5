import { sampleRow } from "./sample-row.ts";

/** A request of about 300 bytes an event, and where in it the ids stand. */
export function prepareRequest(options: {
  readonly port: number;
  readonly rowsPerRequest: number;
  readonly key: string;
}): { request: Buffer; ids: number[] } {
  const placeholder = "x".repeat(36);
  const rows = Array.from({ length: options.rowsPerRequest }, (_, index) => sampleRow(placeholder, index));
  const body = JSON.stringify(options.rowsPerRequest === 1 ? rows[0] : rows);
  const head =
    `POST /rest/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${options.port}\r\napikey: ${options.key}\r\n` +
    `Authorization: Bearer ${options.key}\r\nContent-Type: application/json\r\nPrefer: return=minimal\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const request = Buffer.from(head + body);
  const ids: number[] = [];
  for (let at = request.indexOf(placeholder); at >= 0; at = request.indexOf(placeholder, at + 36))
    ids.push(at);
  return { request, ids };
}
