import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** Did the request come by HTTPS, to this server or to a proxy before it? Who lies about it alone bears it. */
export function isSecure({ socket, headers }: IncomingMessage): boolean {
  return socket instanceof TLSSocket || headers["x-forwarded-proto"] === "https";
}
