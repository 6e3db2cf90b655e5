/**
 * A read or write that can't be carried out as it was asked for, whatever the state of the database: the caller's
 * mistake. `code` is PostgreSQL's SQLSTATE, and the texts are PostgreSQL's, in every adapter:
 * https://www.postgresql.org/docs/15/errcodes-appendix.html. The stores themselves say 42703 (undefined column), 22P02
 * (invalid text for a type), 22P05 (a character that can't be stored), 42804 (wrong type) and 21000 (a row twice in one
 * upsert); a PostgreSQL server may say others, such as 23514 for a check constraint.
 */
export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly code: string;
  readonly details: string | undefined;
  readonly hint: string | undefined;

  constructor(code: string, message: string, details?: string, hint?: string) {
    super(message);
    this.code = code;
    this.details = details;
    this.hint = hint;
  }
}

/** A trigger of the database has refused a row, because its developer has asked to be forgotten since it was recorded. */
export class ForgottenError extends QueryError {}

/** As PostgreSQL refuses it: which of the two rows was meant, nobody knows. */
export function repeatedKey(): QueryError {
  return new QueryError(
    "21000",
    "ON CONFLICT DO UPDATE command cannot affect row a second time",
    undefined,
    "Ensure that no rows proposed for insertion within the same command have duplicate constrained values.",
  );
}
