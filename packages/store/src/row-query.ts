/**
 * A read of one table, as the collector parses it from a URL and each adapter translates it to SQL.
 * Grammar: PostgREST's horizontal and vertical filtering, https://docs.postgrest.org/en/v14/references/api/tables_views.html
 */
export interface RowQuery {
  readonly table: "events" | "nsm";
  /** Members of each row, in order; empty means all columns. */
  readonly select: readonly Selected[];
  /** All must hold. */
  readonly filters: readonly Filter[];
  readonly order: readonly OrderTerm[];
  /** Rows at most; undefined: no limit. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** Also count all rows that the filters let through. */
  readonly count?: boolean | undefined;
}

/** A column, or a path into a JSON column: `payload->a->>b` is { column: "payload", path: ["a", "b"], asText: true }. */
export interface Expression {
  readonly column: string;
  readonly path: readonly string[];
  readonly asText: boolean;
}

export interface Selected {
  readonly expression: Expression;
  /** The member's name in the answer. */
  readonly as: string;
}

export type Operator = "eq" | "neq" | "gt" | "gte" | "lt" | "lte" | "in" | "is";

export interface Filter {
  readonly expression: Expression;
  readonly operator: Operator;
  /** As written in the URL; a list only for `in`; `null`, `true`, `false`, … as text for `is`. */
  readonly value: string | readonly string[];
  readonly negated: boolean;
}

export interface OrderTerm {
  readonly expression: Expression;
  readonly descending: boolean;
}

export interface RowPage {
  /** Each row as JSON text. */
  readonly rows: readonly string[];
  /** Set when the query asked to count. */
  readonly total?: number | undefined;
}
