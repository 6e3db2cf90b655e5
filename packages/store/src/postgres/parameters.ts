export type Parameter = string | number | null | readonly string[];

/** Collects what a statement's `$1`, `$2`, … stand for. */
export interface Parameters {
  readonly values: Parameter[];
  /** Returns the placeholder for a value, with its type. */
  add(value: Parameter, type: string): string;
}

export function createParameters(): Parameters {
  const values: Parameter[] = [];
  return {
    values,
    add: (value, type) => `$${values.push(value)}::${type}`,
  };
}
