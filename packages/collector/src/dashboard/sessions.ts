import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { linkLifeMs, maxLinks, maxSessions, sessionBytes, sessionLifeMs } from "../limits.ts";

/** Who may read the page. It is kept in memory: a restart signs everybody out. */
export interface Sessions {
  /** A code that opens one session within an hour. */
  createCode(): string;
  /** Opens a session with a code, which is then spent; undefined when there is no such code, or no longer. */
  redeem(code: string): string | undefined;
  /** Opens a session for who has shown a key. */
  open(): string;
  holds(session: string): boolean;
  end(session: string): void;
  /** Signs everybody out, and lets no link open a session any more. */
  endAll(): void;
}

interface Secret {
  readonly digest: Buffer;
  readonly endMs: number;
}

/** @param nowMs a clock that runs on whatever is done to the system's */
export function createSessions(nowMs: () => number = () => performance.now()): Sessions {
  const codes: Secret[] = [];
  const sessions: Secret[] = [];

  /** What is kept is a digest, so that a look at memory shows nothing that lets anybody in. The oldest goes first. */
  function add(secrets: Secret[], most: number, lifeMs: number): string {
    const secret = randomBytes(sessionBytes).toString("base64url");
    secrets.push({ digest: digestOf(secret), endMs: nowMs() + lifeMs });
    if (secrets.length > most) secrets.shift();
    return secret;
  }

  /** Takes as long whichever it is, if any. */
  function find(secrets: readonly Secret[], secret: string): number {
    const digest = digestOf(secret);
    let found = -1;
    for (const [index, known] of secrets.entries()) {
      if (timingSafeEqual(known.digest, digest) && known.endMs > nowMs()) found = index;
    }
    return found;
  }

  const open = (): string => add(sessions, maxSessions, sessionLifeMs);

  function end(secrets: Secret[], secret: string): boolean {
    const index = find(secrets, secret);
    if (index >= 0) secrets.splice(index, 1);
    return index >= 0;
  }

  return {
    createCode: () => add(codes, maxLinks, linkLifeMs),
    redeem: (code) => (end(codes, code) ? open() : undefined),
    open,
    holds: (session) => find(sessions, session) >= 0,
    end: (session) => void end(sessions, session),
    endAll: () => {
      codes.length = 0;
      sessions.length = 0;
    },
  };
}

function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
