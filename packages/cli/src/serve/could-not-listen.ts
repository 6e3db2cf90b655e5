/** Says why the collector can't listen, and what to do. */
export function couldNotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new Error(
      `port ${port} of ${host} is taken. Give another one with --port, or 0 for any that is free.`,
    );
  }
  if (code === "EACCES")
    return new Error(`may not listen on port ${port}. Give one of 1024 or more with --port.`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new Error(`${host} is no address of this machine. Give one with --host, e.g. 127.0.0.1.`);
  }
  return error;
}
