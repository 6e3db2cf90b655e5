/**
 * A read or write that can't be carried out as it was asked for, whatever the state of the database: the caller's
 * mistake. `code` is PostgreSQL's SQLSTATE and the message PostgreSQL's, in every adapter:
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly code: QueryErrorCode;

  constructor(code: QueryErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Undefined column, invalid text for a type, wrong type, a row twice in one upsert. */
export type QueryErrorCode = "42703" | "22P02" | "42804" | "21000";
