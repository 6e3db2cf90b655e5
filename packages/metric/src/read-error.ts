/** A source that can't be opened, or not be read to its end. */
export class ReadError extends Error {
  override readonly name = "ReadError";
  /** As given, or found in a directory; of a URL its origin and path alone. */
  readonly source: string;
  readonly reason: string;

  constructor(source: string, reason: string, options?: ErrorOptions) {
    super(`cannot read ${source}: ${reason}`, options);
    this.source = source;
    this.reason = reason;
  }
}

/** What the system says of a failed call, without its code and path: "permission denied". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = /^[A-Z]+: ([^,]+)/.exec(error.message);
  return said?.[1] ?? error.message;
}
