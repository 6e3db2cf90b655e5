import type { PseudonymKind } from "@astrolabe/collector";
import { choice, decimal, list, text, toggle, wholeNumber } from "./setting.ts";
import type { Setting } from "./setting.ts";

const rate = { least: 1, most: 1_000_000 };

/** What `astrolabe serve` may be told, by flag, variable or file. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly store: string | undefined;
  readonly events: readonly string[];
  readonly pseudonyms: PseudonymKind | undefined;
  readonly public: boolean;
  readonly goal: number | undefined;
  readonly minGroup: number | undefined;
  readonly keepRaw: string | undefined;
  readonly secretFile: string | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly trustProxy: readonly string[];
  readonly keyRate: number | undefined;
  readonly addressRate: number | undefined;
  readonly collectors: number;
  readonly traceUrl: string | undefined;
}

/**
 * All settings, each once: the flags and their help, the variables, the keys of the file, the reference page and
 * `--check` are made of this table. A new one is a line above, an entry here, and `npm run reference`.
 */
export const settings: { readonly [Key in keyof Settings]: Setting<Settings[Key]> } = {
  host: text({
    placeholder: "<address>",
    help: "the address to listen on; 0.0.0.0 is every one of this machine",
    fallback: "127.0.0.1",
  }),
  port: wholeNumber(
    { placeholder: "<number>", help: "the port to listen on; 0 takes one that is free", fallback: 54_321 },
    { least: 0, most: 65_535 },
  ),
  store: text({
    placeholder: "<url>",
    help: "where events are kept: sqlite:PATH, postgres://… or clickhouse://…; one with a password belongs in the variable or the file",
    fallback: undefined,
    fallbackText: "events.db in the data directory",
  }),
  events: list({
    placeholder: "<files...>",
    help: "take only events that are as these files declare them: a tool's EVENTS.json",
    fallback: [],
    fallbackText: "all events are taken",
  }),
  pseudonyms: choice(
    {
      placeholder: "<kind>",
      help: "store developers under other names, made with keys of this collector: another one each week, or one",
      fallback: undefined,
      fallbackText: "as they come",
    },
    ["weekly", "stable"],
  ),
  public: toggle("let anybody see the dashboard's complete weeks; small groups stay hidden"),
  goal: decimal({
    placeholder: "<number>",
    help: "draw a goal for the number, in runs per developer",
    fallback: undefined,
    fallbackText: "none is drawn",
  }),
  minGroup: wholeNumber(
    {
      placeholder: "<developers>",
      help: "the smallest group that the dashboard shows",
      fallback: undefined,
      fallbackText: "5",
    },
    { least: 1, most: 1_000_000 },
  ),
  keepRaw: text({
    placeholder: "<days>",
    help: "keep raw rows for so many days, at least 31d; every number stays",
    fallback: undefined,
    fallbackText: "for good",
  }),
  secretFile: text({
    placeholder: "<file>",
    help: "the secrets that sign keys, one a line: the first signs, keys of all are taken; read again on SIGHUP",
    fallback: undefined,
    fallbackText: "ASTROLABE_JWT_SECRET, else jwt-secret in the data directory",
  }),
  tlsCert: text({
    placeholder: "<file>",
    help: "speak HTTPS, with this certificate and its chain (PEM); read again on SIGHUP",
    fallback: undefined,
    fallbackText: "plain HTTP",
  }),
  tlsKey: text({ placeholder: "<file>", help: "the certificate's key (PEM)", fallback: undefined }),
  trustProxy: list({
    placeholder: "<addresses...>",
    help: "proxies whose X-Forwarded-For is believed: addresses and networks, e.g. 127.0.0.1 10.0.0.0/8",
    fallback: [],
    fallbackText: "none",
  }),
  keyRate: wholeNumber(
    {
      placeholder: "<number>",
      help: "requests a second that one key may make, and all who send none",
      fallback: undefined,
      fallbackText: "no limit",
    },
    rate,
  ),
  addressRate: wholeNumber(
    {
      placeholder: "<number>",
      help: "requests a second that one client's address may make, of IPv6 one /64; behind a proxy, name that with --trust-proxy",
      fallback: undefined,
      fallbackText: "no limit",
    },
    rate,
  ),
  collectors: wholeNumber(
    {
      placeholder: "<number>",
      help: "how many collectors share the load: each takes its part of the two rates",
      fallback: 1,
    },
    { least: 1, most: 1_000 },
  ),
  traceUrl: text({
    placeholder: "<url>",
    help: "where a span of each request goes, as OTLP over HTTP in JSON, e.g. http://127.0.0.1:4318/v1/traces",
    fallback: undefined,
    fallbackText: "no traces",
  }),
};

export type SettingKey = keyof Settings;
// The keys of an object are those of its type where the object is written out, as here.
export const settingKeys = Object.keys(settings) as readonly SettingKey[];
