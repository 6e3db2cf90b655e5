import type { IncomingMessage } from "node:http";
import { ApiError, tooBusy } from "./api-error.ts";
import { maxBodyBytes, maxBodyBytesInFlight, maxDiscardedBytes } from "./limits.ts";

/** The sender went away before its body was whole: there is nobody to answer. */
export class SenderGone extends Error {
  override readonly name = "SenderGone";
}

/** Reads bodies within the bounds of one body and of all together. */
export interface BodyReader {
  /** Bytes held now. */
  readonly bytesInFlight: number;
  /**
   * Resolves to the body; it counts as held until `release` is called with it.
   * Rejects with an ApiError (413, 503), after the rest of the body has come and been dropped, or with SenderGone.
   */
  read(incoming: IncomingMessage): Promise<Buffer>;
  release(body: Buffer): void;
}

export function createBodyReader(): BodyReader {
  let held = 0;
  return {
    read,
    release: (body) => void (held -= body.length),
    get bytesInFlight() {
      return held;
    },
  };

  function read(incoming: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;

      const take = (chunk: Buffer): void => {
        if (bytes + chunk.length > maxBodyBytes) return refuse(bodyTooLarge());
        if (held + chunk.length > maxBodyBytesInFlight)
          return refuse(tooBusy("body_bytes", "Too many bytes are on their way"));
        bytes += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
      };
      const give = (): void => {
        const [only] = chunks;
        resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes));
      };
      const lose = (): void => {
        if (incoming.complete) return;
        letGo();
        reject(new SenderGone("The request ended before its body did"));
      };
      const refuse = (error: ApiError): void => {
        letGo();
        whenDiscarded(incoming, () => reject(error));
      };
      const letGo = (): void => {
        held -= bytes;
        bytes = 0;
        chunks.length = 0;
        incoming.off("data", take).off("end", give).off("close", lose);
      };

      incoming.on("error", lose);
      if (Number(incoming.headers["content-length"] ?? 0) > maxBodyBytes) return refuse(bodyTooLarge());
      incoming.on("data", take).on("end", give).on("close", lose);
    });
  }
}

/**
 * Drops the rest of a body before it is refused: a sender that is still writing would find its connection reset and
 * not read why. One that has too much to say is not listened to for long.
 */
export function discardBody(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => whenDiscarded(incoming, resolve));
}

function whenDiscarded(incoming: IncomingMessage, done: () => void): void {
  if (incoming.complete || incoming.destroyed) return done();
  let discarded = 0;
  incoming.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > maxDiscardedBytes) incoming.destroy();
  });
  incoming.once("close", done);
}

function bodyTooLarge(): ApiError {
  return new ApiError(413, "54000", `The request body is larger than ${maxBodyBytes} bytes`, {
    hint: "Send fewer rows at once.",
    reason: "body_too_large",
  });
}
