import assert from "node:assert/strict";
import { before, after, suite, test } from "node:test";
import { openStore } from "../../src/open-store.ts";
import type { EventStore } from "../../src/event-store.ts";
import type { Expression, Filter, Operator, OrderTerm, RowQuery } from "../../src/row-query.ts";
import type { CreateDatabase, TestDatabase } from "./database.ts";

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

/** The rows whose answers by PostgREST on PostgreSQL are known. */
const payloads = [
  { name: "page_view", n: 1, user: "ann", tags: ["a", "b"], ok: true },
  { name: "page_view", n: 2, user: "bob", tags: ["b"], ok: false },
  { name: "click", n: 3, user: "ann", nested: { k: "v" } },
  { name: "Sign Up", n: 10, user: null },
  null,
];

/** `payload->a->>0`, or a column alone. */
function expression(text: string): Expression {
  const [column = "", ...steps] = text.split(/->>?/);
  const path = steps.map((step) => (/^-?\d+$/.test(step) ? Number(step) : step));
  return { column, path, asText: text.includes("->>") };
}

function where(text: string, operator: Operator, value: string | readonly string[], negated = false): Filter {
  return { expression: expression(text), operator, value, negated };
}

function by(text: string, direction?: "desc"): OrderTerm {
  return { expression: expression(text), descending: direction === "desc" };
}

export function readContract(create: CreateDatabase): void {
  suite("reading", () => {
    let database: TestDatabase;
    let store: EventStore;

    before(async () => {
      database = await create();
      store = await openStore(database.url);
      await store.insertEvents(payloads.map((payload, index) => ({ id: id(index + 1), payload })));
      const total = { task: "ai-do", week: "2026-W47" };
      await store.insertNsm([
        { ...total, developer: "ann", successful_runs: 9 },
        { ...total, developer: "bob", successful_runs: 10 },
      ]);
    });

    after(async () => {
      await store.close();
      await database.remove();
    });

    const read = (query: Partial<RowQuery>): ReturnType<EventStore["readRows"]> =>
      store.readRows({ table: "events", select: [], filters: [], order: [by("id")], ...query });

    /** The last digits of the ids that the filters let through. */
    async function found(...filters: Filter[]): Promise<string> {
      const { rows } = await read({ filters, select: [{ expression: expression("id"), as: "id" }] });
      return rows.map((row) => row.at(-3)).join("");
    }

    /** The developers of the totals that the filter lets through. */
    async function developers(filter: Filter): Promise<string> {
      const select = [{ expression: expression("developer"), as: "d" }];
      const { rows } = await read({ table: "nsm", select, filters: [filter], order: [by("developer")] });
      return rows.join(" ");
    }

    /** The values of one expression in a column, as JSON. */
    async function values(selected: string, ...order: OrderTerm[]): Promise<string> {
      const { rows } = await read({ order, select: [{ expression: expression(selected), as: "v" }] });
      return rows.map((row) => row.slice('{"v":'.length, -1)).join(" ");
    }

    test("a row is JSON text with all columns unless some are selected", async () => {
      const { rows } = await read({ limit: 1 });
      const payload = '{"n": 1, "ok": true, "name": "page_view", "tags": ["a", "b"], "user": "ann"}';
      assert.deepEqual(rows, [`{"id":"${id(1)}","payload":${payload}}`]);
      const nsm = await read({ table: "nsm", order: [by("developer")], limit: 1 });
      assert.deepEqual(nsm.rows, [
        '{"task":"ai-do","week":"2026-W47","developer":"ann","successful_runs":9}',
      ]);
    });

    test("members are selected in their order, under the names asked for", async () => {
      const select = [
        { expression: expression("payload->>name"), as: 'ti"tle' },
        { expression: expression("id"), as: "id" },
      ];
      assert.deepEqual((await read({ select, limit: 1 })).rows, [`{"ti\\"tle":"page_view","id":"${id(1)}"}`]);
    });

    test("a path is read as JSON or as text", async () => {
      assert.equal(await values("payload->n", by("id")), "1 2 3 10 null");
      assert.equal(await values("payload->>n", by("id")), '"1" "2" "3" "10" null');
      assert.equal(await values("payload->ok", by("id")), "true false null null null");
      assert.equal(await values("payload->>ok", by("id")), '"true" "false" null null null');
      assert.equal(await values("payload->user", by("id")), '"ann" "bob" "ann" null null');
      assert.equal(await values("payload->nested->>k", by("id")), 'null null "v" null null');
      assert.equal(await values("payload->>nested", by("id")), 'null null "{\\"k\\": \\"v\\"}" null null');
    });

    test("an element is found by its number, from the end too, and a number names no member", async () => {
      assert.equal(await values("payload->tags->>0", by("id")), '"a" "b" null null null');
      assert.equal(await values("payload->tags->>-1", by("id")), '"b" "b" null null null');
      assert.equal(await values("payload->tags->>length", by("id")), "null null null null null");
      assert.equal(await values("payload->>constructor", by("id")), "null null null null null");
      assert.equal(await values("payload->>0", by("id")), "null null null null null");
      assert.equal(await values("payload->n->>0", by("id")), '"1" "2" "3" "10" null');
    });

    test("ids are compared as UUIDs", async () => {
      assert.equal(await found(where("id", "eq", id(2))), "2");
      assert.equal(await found(where("id", "gt", id(2))), "345");
      assert.equal(await found(where("id", "gte", id(2).toUpperCase()), where("id", "lt", id(4))), "23");
      assert.equal(await found(where("id", "lte", id(1))), "1");
      assert.equal(await found(where("id", "neq", id(1))), "2345");
      assert.equal(await found(where("id", "in", [id(5), id(1)])), "15");
      assert.equal(await found(where("id", "in", [])), "");
    });

    test("text in payloads is compared as text, and what isn't there matches nothing", async () => {
      assert.equal(await found(where("payload->>name", "eq", "page_view")), "12");
      assert.equal(await found(where("payload->>name", "eq", "Sign Up")), "4");
      assert.equal(await found(where("payload->>name", "neq", "click")), "124");
      assert.equal(await found(where("payload->>name", "eq", "click", true)), "124");
      assert.equal(await found(where("payload->>n", "gte", "3")), "3");
      assert.equal(await found(where("payload->>ok", "eq", "true")), "1");
      assert.equal(await found(where("payload->>name", "in", ["click", "page_view"])), "123");
      assert.equal(await found(where("payload->>name", "in", ["click"], true)), "124");
      assert.equal(await found(where("payload->>name", "eq", "' OR 1=1 --")), "");
    });

    test("JSON in payloads is compared as PostgreSQL compares jsonb", async () => {
      assert.equal(await found(where("payload->n", "gte", "3")), "34");
      assert.equal(await found(where("payload->n", "eq", "2.0")), "2");
      assert.equal(await found(where("payload->nested", "eq", '{ "k": "v" }')), "3");
      assert.equal(await found(where("payload->tags", "eq", '["a","b"]')), "1");
      assert.equal(await found(where("payload->user", "eq", "null")), "4");
    });

    test("nothing is found where nothing is, or where JSON's null is read as text", async () => {
      assert.equal(await found(where("payload", "is", "null")), "5");
      assert.equal(await found(where("payload", "is", "null", true)), "1234");
      assert.equal(await found(where("payload", "is", "not_null")), "1234");
      assert.equal(await found(where("payload->>user", "is", "null")), "45");
      assert.equal(await found(where("payload->user", "is", "null")), "5");
    });

    test("rows are sorted up and down, with what isn't there last going up and first going down", async () => {
      assert.equal(await values("payload->n", by("id", "desc")), "null 10 3 2 1");
      assert.equal(await values("payload->n", by("payload->n")), "1 2 3 10 null");
      assert.equal(await values("payload->n", by("payload->n", "desc")), "null 10 3 2 1");
      assert.equal(
        await values("payload->n", by("payload->>name"), by("payload->n", "desc")),
        "10 3 2 1 null",
      );
    });

    test("what isn't there stands where it is asked to", async () => {
      const n = (nulls: "first" | "last", descending = false): OrderTerm => ({
        expression: expression("payload->n"),
        descending,
        nulls,
      });
      assert.equal(await values("payload->n", n("first")), "null 1 2 3 10");
      assert.equal(await values("payload->n", n("last")), "1 2 3 10 null");
      assert.equal(await values("payload->n", n("first", true)), "null 10 3 2 1");
      assert.equal(await values("payload->n", n("last", true)), "10 3 2 1 null");
    });

    test("text is matched by patterns, with and without regard to case", async () => {
      const name = (operator: Operator, pattern: string, negated = false): Promise<string> =>
        found(where("payload->>name", operator, pattern, negated));
      assert.equal(await name("like", "page%"), "12");
      assert.equal(await name("like", "%i%"), "1234");
      assert.equal(await name("like", "c_ick"), "3");
      assert.equal(await name("like", "page\\_view"), "12");
      assert.equal(await name("like", "\\%"), "");
      assert.equal(await name("like", "%sign%"), "");
      assert.equal(await name("ilike", "%SIGN%"), "4");
      assert.equal(await name("like", "%i%", true), "");
      assert.equal(await name("ilike", "CLICK", true), "124");
      assert.equal(await name("like", "%p%e%v%w%"), "12");
      assert.equal(await name("like", "page_view_"), "");
      assert.equal(await name("like", ""), "");
    });

    test("letters beyond ASCII have a case, too", async () => {
      await store.insertEvents([{ id: id(9), payload: { name: "ÄPFEL" } }]);
      assert.equal(await found(where("payload->>name", "ilike", "äpf%")), "9");
      await store.deleteRows({ table: "events", filters: [where("id", "eq", id(9))] });
    });

    test("when a row was received is told to who asks for it, and compared as a time", async () => {
      const [row = ""] = (
        await read({ select: [{ expression: expression("received_at"), as: "t" }], limit: 1 })
      ).rows;
      const time = /^\{"t":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00)"\}$/.exec(row)?.[1];
      assert.ok(time !== undefined, row);
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 3_600_000);
      assert.equal(await found(where("received_at", "gte", time)), "12345");
      assert.equal(await found(where("received_at", "lt", "2020-01-01")), "");
      assert.equal(await found(where("received_at", "gt", "2020-01-01T12:00:00.5+02:00")), "12345");
      assert.equal(await found(where("received_at", "lt", time.slice(0, 10))), "");
    });

    test("pages and their total are of the rows that the filters let through", async () => {
      const filters = [where("payload->n", "lt", "10")];
      const page = await read({ filters, limit: 2, offset: 1, count: true });
      assert.deepEqual([page.rows.length, page.total], [2, 3]);
      assert.equal((await read({ limit: 2 })).total, undefined);
      assert.deepEqual(await read({ offset: 100, count: true }), { rows: [], total: 5 });
      assert.deepEqual((await read({ limit: 0 })).rows, []);
    });

    test("totals are compared as numbers", async () => {
      assert.equal(await developers(where("successful_runs", "gt", "9")), '{"d":"bob"}');
      assert.equal(await developers(where("successful_runs", "in", ["9", "10"])), '{"d":"ann"} {"d":"bob"}');
      assert.equal(await developers(where("developer", "eq", "ann")), '{"d":"ann"}');
    });

    test("a question that makes no sense is refused with PostgreSQL's code", async () => {
      const refused = (query: Partial<RowQuery>, code: string): Promise<void> =>
        assert.rejects(read(query), { code });
      await refused({ filters: [where("nope", "eq", "1")] }, "42703");
      await refused({ order: [by("constructor")] }, "42703");
      await refused({ filters: [where("id", "eq", "abc")] }, "22P02");
      await refused({ filters: [where("payload->n", "eq", "{")] }, "22P02");
      await refused({ table: "nsm", order: [], filters: [where("successful_runs", "eq", "x")] }, "22P02");
      await refused({ filters: [where("received_at", "eq", "soon")] }, "22007");
      await refused({ filters: [where("received_at", "eq", "2026-13-01")] }, "22008");
      await refused({ filters: [where("id", "like", "a")] }, "42883");
      await refused({ filters: [where("payload->n", "ilike", "a")] }, "42883");
      await refused({ filters: [where("payload->>n", "like", "a\\")] }, "22025");
      await refused({ filters: [where("payload->>ok", "is", "true")] }, "42804");
      await refused({ select: [{ expression: expression("id->a"), as: "x" }] }, "42804");
      await assert.rejects(read({ filters: [where("nope", "eq", "1")] }), {
        message: "column events.nope does not exist",
      });
    });
  });
}
