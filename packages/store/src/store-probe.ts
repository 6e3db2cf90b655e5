/** What a look at a store found. */
export interface StoreProbe {
  /** The database as it may be named in messages, without a password. */
  readonly database: string;
  readonly isThere: boolean;
  /** How many migrations opening it would run. */
  readonly missingMigrations: number;
}
