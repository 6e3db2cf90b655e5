/** A database as it may be named in messages: `HOST:PORT/DATABASE`, without user and password. */
export type DatabaseName = string;

/** What a store URL says. */
export interface Address {
  readonly name: DatabaseName;
  /** `http://HOST:PORT` of each server that the URL names: the first is asked, and tables are made on all. */
  readonly servers: readonly [string, ...string[]];
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** A cluster of the servers' configuration; undefined: the database is on one server. */
  readonly cluster: string | undefined;
}

const form = "clickhouse://USER:PASSWORD@HOST:PORT/DATABASE";
const url = /^clickhouse:\/\/(?:([^@/]*)@)?([^@/?#]+)\/(\w+)(?:\?([^#]*))?$/;
const host = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i;

/** The port of ClickHouse's HTTP interface. */
const defaultPort = "8123";

/** @throws Error, without repeating the URL, which may hold a password */
export function parseAddress(text: string): Address {
  const [, credentials = "", hosts = "", database = "", query = ""] = url.exec(text) ?? [];
  if (hosts === "") throw new Error(`The database's URL can't be read. Use ${form}`);
  const parameters = new URLSearchParams(query);
  for (const parameter of parameters.keys()) {
    if (parameter !== "cluster" && parameter !== "secure") {
      throw new Error(`The database's URL has an unknown parameter. Use ${form}?cluster=NAME&secure=true`);
    }
  }
  const named = hosts.split(",").map((one) => nameServer(one));
  const scheme = parameters.get("secure") === "true" ? "https" : "http";
  const [first = "", ...others] = named.map((server) => `${scheme}://${server}`);
  const [user = "", password = ""] = credentials.split(/:(.*)/s).map((part) => decode(part));
  return {
    name: `${named[0]}/${database}`,
    servers: [first, ...others],
    user: user === "" ? "default" : user,
    password,
    database,
    cluster: nameCluster(parameters.get("cluster")),
  };
}

function nameServer(text: string): string {
  const [, name, port = defaultPort] = host.exec(text) ?? [];
  if (name === undefined) throw new Error(`The database's URL can't be read. Use ${form}`);
  return `${name}:${port}`;
}

/** It becomes part of SQL. */
function nameCluster(name: string | null): string | undefined {
  if (name === null) return undefined;
  if (/^[\w.-]+$/.test(name)) return name;
  throw new Error("The cluster's name has other characters than letters, digits, `_`, `.` and `-`");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(`The user or password in the database's URL can't be read: write % as %25. Use ${form}`);
  }
}
