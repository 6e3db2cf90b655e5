export interface CallGate {
  /** Makes a method of a store: what it throws is a rejection, and once the store is closing it does nothing else. */
  whileOpen<Arguments extends unknown[], Result>(
    run: (...values: Arguments) => Result | Promise<Result>,
  ): (...values: Arguments) => Promise<Result>;
  /** Lets nothing in any more, waits for the calls under way, then closes what they used. */
  close(): Promise<void>;
}

export function createCallGate(closeDatabase: () => Promise<void> | void): CallGate {
  let closing: Promise<void> | undefined;
  let underWay = 0;
  let onIdle: (() => void) | undefined;

  async function closeWhenIdle(): Promise<void> {
    if (underWay > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    await closeDatabase();
  }

  return {
    whileOpen:
      (run) =>
      async (...values) => {
        if (closing !== undefined) throw new Error("The store is closed");
        underWay += 1;
        try {
          return await run(...values);
        } finally {
          underWay -= 1;
          if (underWay === 0) onIdle?.();
        }
      },
    close: () => (closing ??= closeWhenIdle()),
  };
}
