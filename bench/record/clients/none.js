// No telemetry: it loads a package that does nothing, since that is what any import costs.

export * from "nothing";

export const record = () => () => {};
