import { setTimeout } from "node:timers/promises";
import { firstRetryMs, maxAttempts, maxRetryAfterMs } from "../limits.ts";
import { ReadError } from "../read-error.ts";

/** Asking again may help. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  /** When the server said how long to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(reason, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Bears with a server that is unavailable: waits longer each time, and gives up in the end. */
export class Patience {
  readonly #source: string;
  readonly #onWarning: ((message: string) => void) | undefined;
  #failures = 0;

  constructor(source: string, onWarning: ((message: string) => void) | undefined) {
    this.#source = source;
    this.#onWarning = onWarning;
  }

  /** Calls until it works. */
  async call<Value>(attempt: () => Promise<Value>): Promise<Value> {
    while (true) {
      try {
        return await attempt();
      } catch (error) {
        await this.waitAfter(error);
      }
    }
  }

  /** Something came: failures before it don't count any more. */
  renew(): void {
    this.#failures = 0;
  }

  /**
   * Resolves when it is time to ask again.
   *
   * @throws ReadError when it was asked often enough or the wait is too long; any other error as it is
   */
  async waitAfter(error: unknown): Promise<void> {
    if (!(error instanceof Unavailable)) throw error;
    this.#failures++;
    if (this.#failures >= maxAttempts) {
      throw new ReadError(this.#source, `${error.message} (asked ${maxAttempts} times)`, { cause: error });
    }
    const delayMs = error.retryAfterMs ?? backoffMs(this.#failures);
    const delay = `${(delayMs / 1000).toFixed(1)} s`;
    if (delayMs > maxRetryAfterMs) {
      throw new ReadError(this.#source, `${error.message}; it asks to come back in ${delay}`, {
        cause: error,
      });
    }
    this.#onWarning?.(`${this.#source}: ${error.message}; asking again in ${delay}`);
    await setTimeout(delayMs);
  }
}

/** Doubles each time; the random half keeps many readers of one server from asking in step. */
function backoffMs(failures: number): number {
  return firstRetryMs * 2 ** (failures - 1) * (0.5 + Math.random() / 2);
}
