import { AsyncLocalStorage } from "node:async_hooks";

const shift = new AsyncLocalStorage<number>();
const { now } = Date;
Date.now = () => now() + (shift.getStore() ?? 0);

/** Does something while the clock says that it is later, for nobody else. */
export function later<T>(byMs: number, act: () => Promise<T>): Promise<T> {
  return shift.run(byMs, act);
}
