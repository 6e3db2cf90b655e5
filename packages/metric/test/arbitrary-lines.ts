import * as fc from "fast-check";

/** Values that a field may hold: the plausible, the borderline and the absurd. */
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, true, false, 0, -0, "", " ", "0", [], {}),
);

const instant = fc.oneof(
  fc.double({ min: -1e9, max: 3e9, noNaN: true }),
  fc.integer({ min: -1000, max: 4_000_000_000_000 }),
  fc.constantFrom(99_999_999_999, 1e11, 253_402_300_799_999, 253_402_300_800_000, 5e-324),
);
const digits = (min: number, max: number, length: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((value) => String(value).padStart(length, "0"));
const isoText = fc
  .tuple(
    digits(1968, 2030, 4),
    digits(0, 13, 2),
    digits(0, 32, 2),
    fc.constantFrom("", "T", " ", "t", "  "),
    digits(0, 25, 2),
    digits(0, 60, 2),
    fc.oneof(
      fc.constant(""),
      digits(0, 60, 2).map((second) => `:${second}`),
    ),
    fc.oneof(fc.constant(""), fc.stringMatching(/^[.,][0-9]{0,20}$/)),
    fc.constantFrom("", "Z", "z", "+02:00", "-05:30", "+23:59", "+24:00", "+0200", " "),
  )
  .map(([year, month, day, between, hour, minute, second, fraction, zone]) =>
    between === ""
      ? `${year}-${month}-${day}`
      : `${year}-${month}-${day}${between}${hour}:${minute}${second}${fraction}${zone}`,
  );
const instantText = fc
  .tuple(fc.constantFrom("", " ", "\t\n"), instant, fc.constantFrom("", " ", "x", "e2", "."))
  .map((parts) => parts.join(""));
const timestamp = fc.oneof(instant, isoText, instantText, anyValue);
const developer = fc.oneof(
  fc.constantFrom("a", "b", "__proto__", "constructor", "\u{1f600}"),
  fc.string(),
  fc.double({ noNaN: true }),
  anyValue,
);

const event = fc.record(
  {
    name: fc.oneof({ weight: 8, arbitrary: fc.constant("ai-do") }, anyValue),
    exit_code: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, -0, 1) }, anyValue),
    end_ts: timestamp,
    timestamp,
    ts: timestamp,
    time: timestamp,
    developer,
    user: developer,
    username: developer,
    extra: anyValue,
  },
  { requiredKeys: ["name", "exit_code"] },
);
const nested = fc.record({ id: fc.uuid(), payload: event, name: fc.constantFrom("ai-do", "other") });
const value = fc.oneof(
  { weight: 6, arbitrary: event },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: fc.record({ payload: nested, name: fc.constant("ai-do") }) },
  { weight: 1, arbitrary: fc.oneof(fc.array(event, { maxLength: 2 }), anyValue) },
);

/** JSON of one value, written in one of the many ways that mean the same; the dice choose. */
const jsonText = fc
  .tuple(value, fc.array(fc.nat(9), { minLength: 20, maxLength: 20 }))
  .map(([written, dice]) => new Writer(dice).write(written));

class Writer {
  readonly #dice: readonly number[];
  #rolled = 0;

  constructor(dice: readonly number[]) {
    this.#dice = dice;
  }

  write(written: unknown): string {
    return this.#blank() + this.#text(written) + this.#blank();
  }

  #text(written: unknown): string {
    if (typeof written === "string") return this.#string(written);
    if (Object.is(written, -0)) return "-0";
    if (Array.isArray(written)) return `[${written.map((item) => this.write(item)).join(",")}]`;
    if (typeof written !== "object" || written === null) return JSON.stringify(written);
    const members = Object.entries(written).map(([key, member]) => `${this.#key(key)}:${this.write(member)}`);
    // A key said twice: the last one wins.
    const [again] = Object.keys(written);
    if (again !== undefined && this.#roll() < 2) members.unshift(`${this.#key(again)}:"said before"`);
    return `{${members.join(",")}${this.#blank()}}`;
  }

  #key(key: string): string {
    return this.#blank() + this.#string(key) + this.#blank();
  }

  #string(characters: string): string {
    if (this.#roll() > 1) return JSON.stringify(characters);
    const escapes = characters.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
    return `"${escapes.map((hex) => `\\u${hex}`).join("")}"`;
  }

  #blank(): string {
    return ["\t", "\r", "  "][this.#roll()] ?? "";
  }

  #roll(): number {
    return this.#dice[this.#rolled++ % this.#dice.length] ?? 0;
  }
}

/** A line with a few of its bytes changed, dropped or doubled. */
const mutatedLine = fc
  .tuple(
    jsonText,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom("change", "drop", "double", "cut"), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([line, mutations]) => {
    let bytes = Buffer.from(line);
    for (const [place, mutation, byte] of mutations) {
      const at = bytes.length === 0 ? 0 : place % bytes.length;
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
      const there = bytes.subarray(at, at + 1);
      if (mutation === "change") bytes = Buffer.concat([before, Buffer.of(byte), after]);
      else if (mutation === "drop") bytes = Buffer.concat([before, after]);
      else if (mutation === "double") bytes = Buffer.concat([before, there, there, after]);
      else bytes = Buffer.from(before);
    }
    return bytes;
  });

const hostileLine = fc.constantFrom(
  "[".repeat(3000),
  `{"name":"ai-do","exit_code":0,"end_ts":1e9,"extra":${"[".repeat(1000)}${"]".repeat(1000)}}`,
  '{"name":"ai-do","exit_code":0,"end_ts":1e9,"__proto__":{"name":"x"}}',
  '{"name":"ai-do","exit_code":0,"end_ts":1e9,"__proto__":null,"developer":"__proto__"}',
  '{"name":"ai-do","exit_code":0,"end_ts":1e9}{"name":"ai-do","exit_code":0,"end_ts":1e9}',
  '{"name":"ai-do","exit_code":00,"end_ts":1e9}',
  '{"name":"ai-do","exit_code":0,"end_ts":1e9,}',
  "{'name':'ai-do','exit_code':0,'end_ts':1e9}",
  '{"name":"ai-do","exit_code":0,"end_ts":1e9,"a":"\t"}',
  '\ufeff{"name":"ai-do","exit_code":0,"end_ts":1e9}',
  "ai-do",
  "\u2028",
  "\u0000",
  "NaN",
  "\f",
);

/** NDJSON of good, mutated and hostile lines. It never is one JSON array, and begins without a byte order mark. */
export const ndjson: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: jsonText.map((text) => Buffer.from(text)) },
        { weight: 3, arbitrary: mutatedLine },
        { weight: 1, arbitrary: hostileLine.map((line) => Buffer.from(line)) },
      ),
      { maxLength: 8 },
    ),
    fc.constantFrom("\n", "\r\n", "\n\n \n"),
    fc.boolean(),
  )
  .map(([lines, end, endsWithLine]) =>
    Buffer.concat(
      lines.flatMap((line, at) =>
        at < lines.length - 1 || endsWithLine ? [line, Buffer.from(end)] : [line],
      ),
    ),
  )
  .map((bytes) => Buffer.concat([Buffer.from("{}\n"), bytes]));

/** Events and rows, each written in one of the many ways that mean the same. */
export const jsonTexts: fc.Arbitrary<string[]> = fc.array(jsonText, { maxLength: 8 });

/** What a run of the task mostly looks like: few values are borderline, but for each the shape is another one. */
const ordinaryRun = fc
  .tuple(
    fc.record({
      name: fc.constantFrom("ai-do", "ai-do", "ai-do", "ai-dont", "build"),
      exit_code: fc.constantFrom(0, 0, 0, 1, 130, -9),
      note: fc.oneof(
        fc.constantFrom('"name":"ai-do"', "ai-do", "\\", "\u{1f600}", "x".repeat(40)),
        fc.string(),
      ),
      extra: fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constant({ name: "ai-do", exit_code: 0, end_ts: 1e9 }),
      ),
    }),
    fc.constantFrom("end_ts", "timestamp", "ts", "time"),
    fc.oneof(
      fc.double({ min: 1, max: 3e9, noNaN: true }),
      fc.integer({ min: 1, max: 253_402_300_799 }),
      fc.integer({ min: 1e11, max: 253_402_300_799_999 }),
      fc
        .date({ min: new Date(1), max: new Date(253e12), noInvalidDate: true })
        .map((date) => date.toISOString()),
      fc.integer({ min: 1, max: 3e9 }).map(String),
      isoText,
    ),
    fc.constantFrom("developer", "user", "username"),
    fc.constantFrom("ada", "bob", "\u00e9ve", "0123456789abcdef0123456789abcdef", "a,b"),
    fc.infiniteStream(fc.nat(99)),
    fc.option(fc.uuid()),
  )
  .map(([fields, stamp, when, who, developerName, order, id]) => {
    const shuffled = Object.fromEntries(
      Object.entries({ ...fields, [stamp]: when, [who]: developerName })
        .map((entry) => ({ entry, rank: order.next().value ?? 0 }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry),
    );
    return id === null ? shuffled : { id, payload: shuffled };
  });

/** Events and rows, written as most programs write them. */
export const plainTexts: fc.Arbitrary<string[]> = fc.array(
  fc
    .oneof({ weight: 3, arbitrary: ordinaryRun }, { weight: 1, arbitrary: value })
    .map((written) => JSON.stringify(written)),
  { minLength: 4, maxLength: 8 },
);
