import { setTimeout as sleep } from "node:timers/promises";
import { firstRetryMs, maxAttempts, maxRetryAfterMs } from "../limits.ts";
import { say } from "../run-program.ts";
import { askModel, type AskOptions } from "./ask-model.ts";
import { ModelError } from "./model-error.ts";
import type { Message } from "./prompt.ts";

/** As {@link askModel}, but asks again when that may help, and says so: nothing has been run yet, so it is safe. */
export async function askPatiently(messages: readonly Message[], options: AskOptions): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askModel(messages, options);
    } catch (error) {
      if (!(error instanceof ModelError) || !error.isRetryable) throw error;
      const waitMs = error.retryAfterMs ?? firstRetryMs * 2 ** (attempt - 1);
      const wait = `${Math.ceil(waitMs / 1000)} s`;
      if (waitMs > maxRetryAfterMs)
        throw new ModelError(`${error.message}. It asks to be left alone for ${wait}: try again then`);
      if (attempt === maxAttempts) {
        throw new ModelError(
          `${error.message}. That was attempt ${attempt} of ${maxAttempts}: try again later, or set AI_BASE_URL or AI_MODEL to another`,
        );
      }
      say(`${error.message}. Trying again in ${wait}`);
      await sleep(waitMs, undefined, { signal: options.abort });
    }
  }
}
