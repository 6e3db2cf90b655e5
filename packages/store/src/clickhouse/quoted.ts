/** A text as a literal of ClickHouse's SQL. https://clickhouse.com/docs/en/sql-reference/syntax#string */
export function quoted(text: string): string {
  return `'${text.replaceAll(/[\\'\0]/g, (character) => (character === "\0" ? "\\0" : `\\${character}`))}'`;
}
