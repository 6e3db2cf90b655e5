/** One thing that an operator may choose. Its name in code gives its flag, its variable and its key in the file. */
export interface Setting<T> {
  /** How the flag's value is shown in help; a switch has none. */
  readonly placeholder: string;
  readonly help: string;
  readonly fallback: T;
  /** What is so without it, for people; empty where that goes without saying. */
  readonly fallbackText: string;
  /**
   * Takes what a flag, a variable or the file says: text, or the JSON value that it stands for.
   * @throws SettingError saying what it must be
   */
  parse(given: unknown): T;
}

/** A value that a setting can't have; the message completes "it must be …". */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

type Said<T> = Omit<Setting<T>, "parse" | "fallbackText"> & { readonly fallbackText?: string };

export function text<T extends string | undefined>(said: Said<T>): Setting<T | string> {
  return {
    fallbackText: said.fallback ?? "",
    ...said,
    parse(given) {
      if (typeof given === "string" && given !== "") return given;
      throw new SettingError("a text that is not empty");
    },
  };
}

export function wholeNumber<T extends number | undefined>(
  said: Said<T>,
  bounds: { readonly least: number; readonly most: number },
): Setting<T | number> {
  const { least, most } = bounds;
  return {
    fallbackText: String(said.fallback ?? ""),
    ...said,
    parse(given) {
      const digits = typeof given === "number" ? String(given) : given;
      const value = typeof digits === "string" && /^\d+$/.test(digits) ? Number(digits) : NaN;
      if (value >= least && value <= most) return value;
      throw new SettingError(`a number from ${least} to ${most}`);
    },
  };
}

/** A number above 0, fractions allowed. */
export function decimal(said: Said<number | undefined>): Setting<number | undefined> {
  return {
    fallbackText: String(said.fallback ?? ""),
    ...said,
    parse(given) {
      const digits = typeof given === "number" ? String(given) : given;
      const value = typeof digits === "string" && /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : NaN;
      if (value > 0) return value;
      throw new SettingError("a number above 0, e.g. 6.5");
    },
  };
}

/** Off, unless it is switched on. */
export function toggle(help: string): Setting<boolean> {
  return {
    placeholder: "",
    help,
    fallback: false,
    fallbackText: "",
    parse(given) {
      if (/^(1|true|yes|on)$/i.test(String(given))) return true;
      if (/^(0|false|no|off)$/i.test(String(given))) return false;
      throw new SettingError("true or false");
    },
  };
}

export function choice<T extends string>(
  said: Said<T | undefined>,
  choices: readonly T[],
): Setting<T | undefined> {
  return {
    fallbackText: said.fallback ?? "",
    ...said,
    parse(given) {
      const chosen = choices.find((one) => one === given);
      if (chosen !== undefined) return chosen;
      throw new SettingError(choices.join(" or "));
    },
  };
}

/** Several texts: repeated after the flag, an array in the file, parted by commas in the variable. */
export function list(said: Said<readonly string[]>): Setting<readonly string[]> {
  return {
    fallbackText: "",
    ...said,
    parse(given) {
      const items: unknown[] =
        typeof given === "string" ? given.split(",").map((item) => item.trim()) : array(given);
      return items.map((item) => {
        if (typeof item !== "string" || item === "") throw new SettingError("texts that are not empty");
        return item;
      });
    },
  };
}

function array(given: unknown): unknown[] {
  if (Array.isArray(given)) return given;
  throw new SettingError("a list of texts");
}

/** `tlsCert` is `tls-cert` in flags and in the file. */
export function settingName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `tlsCert` is `ASTROLABE_TLS_CERT`. */
export function settingVariable(key: string): string {
  return `ASTROLABE_${settingName(key).replaceAll("-", "_").toUpperCase()}`;
}

/** `--tls-cert <file>`. */
export function settingFlag(key: string, { placeholder }: Setting<unknown>): string {
  return `--${settingName(key)} ${placeholder}`.trim();
}
