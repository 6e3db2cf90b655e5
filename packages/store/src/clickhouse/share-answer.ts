/**
 * Asks once for all who ask in one turn of the event loop. Who asks later gets a later answer, in which is what was
 * stored meanwhile.
 */
export function shareAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | undefined;

  async function askSoon(): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    next = undefined;
    return ask();
  }

  return () => (next ??= askSoon());
}
