import { Counter, Gauge } from "prom-client";

/** A counter whose value is kept elsewhere. */
export function readCounter(name: string, help: string, read: () => number): Counter {
  return new Counter({
    name,
    help,
    registers: [],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

/** A gauge whose value is kept elsewhere. */
export function readGauge(name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read());
    },
  });
}
