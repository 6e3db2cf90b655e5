/**
 * A read of one table, as the collector parses it from a URL and each adapter translates it to SQL.
 * Grammar: PostgREST's horizontal and vertical filtering, https://docs.postgrest.org/en/v14/references/api/tables_views.html
 */
export interface RowQuery {
  readonly table: "events" | "nsm";
  /** Members of each row, in order; empty means all columns, of `events` those that a client sets: `id` and `payload`. */
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
  readonly path: JsonPath;
  readonly asText: boolean;
}

/** Names of members, and places of elements: from the end if negative, and no more than 32 bits. */
export type JsonPath = readonly (string | number)[];

export interface Selected {
  readonly expression: Expression;
  /** The member's name in the answer. */
  readonly as: string;
}

/** `like` and `ilike` take PostgreSQL's patterns: `%` for anything, `_` for one character, `\` before one meant as it is. */
export type Operator = "eq" | "neq" | "gt" | "gte" | "lt" | "lte" | "in" | "is" | "like" | "ilike";

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
  /** Where rows stand in which the expression is NULL; by default last, and first in descending order. */
  readonly nulls?: "first" | "last" | undefined;
}

/** Rows to delete: all that the filters let through. */
export interface DeleteQuery {
  readonly table: RowQuery["table"];
  readonly filters: readonly Filter[];
  /** Members of each deleted row, as for a read; undefined: the rows are not wanted back. */
  readonly select?: readonly Selected[] | undefined;
  /** When more rows than this would go, none does. */
  readonly maxRows?: number | undefined;
}

/** `count` rows were deleted; or as many would have been, more than `maxRows`, and none was. */
export type DeleteOutcome =
  | { readonly kind: "deleted"; readonly count: number; readonly rows: readonly string[] }
  | { readonly kind: "too_many"; readonly count: number };

export interface RowPage {
  /** Each row as JSON text. */
  readonly rows: readonly string[];
  /** Set when the query asked to count. */
  readonly total?: number | undefined;
}
