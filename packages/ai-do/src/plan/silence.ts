import type { Endpoint } from "./endpoint.ts";
import { ModelError } from "./model-error.ts";

/** Aborts its signal when nothing has been heard for too long. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(endpoint: Endpoint, maxMs: number) {
    const error = ModelError.silent(endpoint, maxMs);
    this.#timer = setTimeout(() => this.#controller.abort(error), maxMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came: the time begins anew. */
  readonly broken = (): void => {
    this.#timer.refresh();
  };

  end(): void {
    clearTimeout(this.#timer);
  }
}
