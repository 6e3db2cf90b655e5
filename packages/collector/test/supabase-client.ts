import { createClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { anonKey, runCollector, serviceKey } from "./running-collector.ts";
import type { RunningCollector, TestDatabase } from "./running-collector.ts";

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const clicks = [1, 2, 3].map((n) => ({ id: id(n), payload: { name: n < 3 ? "click" : "view", n } }));

/** What a program that uses `@supabase/supabase-js` does with these tables. */
export function supabaseClientSuite(store: string, createDatabase: () => Promise<TestDatabase>): void {
  const connect = ({ url }: RunningCollector, key: string) =>
    createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } });

  /** Runs a test with a client for each key. */
  async function withClients(
    run: (
      anon: ReturnType<typeof connect>,
      service: ReturnType<typeof connect>,
      running: RunningCollector,
    ) => Promise<void>,
  ): Promise<void> {
    await using running = await runCollector({ createDatabase });
    await run(connect(running, anonKey), connect(running, serviceKey), running);
  }

  suite(`supabase-js, on ${store}`, () => {
    test("inserts one row and many with the anon key", () =>
      withClients(async (anon, service) => {
        const one = await anon.from("events").insert({ payload: { name: "click" } });
        assert.deepEqual([one.status, one.error], [201, null]);
        const many = await anon.from("events").insert(clicks);
        assert.deepEqual([many.status, many.error], [201, null]);
        const { count } = await service.from("events").select("*", { count: "exact", head: true });
        assert.equal(count, 4);
      }));

    test("learns of a duplicate, and with the anon key no more than that", () =>
      withClients(async (anon) => {
        await anon.from("events").insert(clicks).throwOnError();
        const { status, error } = await anon.from("events").insert({ id: id(1), payload: {} });
        assert.equal(status, 409);
        assert.deepEqual([error?.code, error?.details], ["23505", null]);
        const upserted = await anon.from("events").upsert(clicks, { ignoreDuplicates: true });
        assert.deepEqual([upserted.status, upserted.error?.code], [401, "42501"]);
        assert.deepEqual((await anon.from("events").select()).data, []);
      }));

    test("upserts, ignoring duplicates or replacing what is there", () =>
      withClients(async (_, service) => {
        await service.from("events").insert(clicks.slice(0, 1)).throwOnError();
        const options = { onConflict: "id", ignoreDuplicates: true };
        const ignored = await service.from("events").upsert(clicks, options).select("id");
        assert.deepEqual(ignored.data, [{ id: id(2) }, { id: id(3) }]);
        const merged = await service
          .from("events")
          .upsert({ id: id(1), payload: { name: "view" } })
          .select("id,payload->>name")
          .single();
        assert.deepEqual([merged.status, merged.data], [200, { id: id(1), name: "view" }]);
      }));

    test("selects with filters, order, ranges and counts", () =>
      withClients(async (_, service) => {
        await service.from("events").insert(clicks).throwOnError();
        const events = () => service.from("events").select("id,n:payload->n", { count: "exact" }).order("id");
        const idsOf = async (query: PromiseLike<{ data: { id: string }[] | null; error: unknown }>) => {
          const { data, error } = await query;
          assert.equal(error, null);
          return data?.map((row) => row.id.at(-1)).join("");
        };
        assert.equal(await idsOf(events().eq("payload->>name", "click")), "12");
        assert.equal(await idsOf(events().neq("id", id(2))), "13");
        assert.equal(await idsOf(events().gt("payload->n", 1).lte("payload->n", 3)), "23");
        assert.equal(await idsOf(events().in("id", [id(1), id(3)])), "13");
        assert.equal(await idsOf(events().in("payload->>name", ["a,b", 'c"d', "view"])), "3");
        assert.equal(await idsOf(events().like("payload->>name", "cl%")), "12");
        assert.equal(await idsOf(events().ilike("payload->>name", "*IEW")), "3");
        assert.equal(await idsOf(events().is("payload->nope", null)), "123");
        assert.equal(await idsOf(events().not("payload->>name", "eq", "click")), "3");
        assert.equal(await idsOf(events().gte("received_at", new Date(0).toISOString())), "123");
        const part = await events().range(1, 1);
        assert.deepEqual([part.status, part.count, part.data], [206, 3, [{ id: id(2), n: 2 }]]);
        assert.deepEqual((await events().limit(2)).data?.length, 2);
        const last = await service
          .from("events")
          .select("id")
          .order("payload->n", { ascending: false, nullsFirst: false })
          .limit(1)
          .single();
        assert.deepEqual(last.data, { id: id(3) });
      }));

    test("selects a single row, perhaps, and rows as CSV", () =>
      withClients(async (_, service) => {
        await service.from("events").insert(clicks).throwOnError();
        const none = await service.from("events").select("id").eq("id", id(9)).single();
        assert.deepEqual([none.status, none.error?.code], [406, "PGRST116"]);
        const perhaps = await service.from("events").select("id").eq("id", id(9)).maybeSingle();
        assert.deepEqual([perhaps.data, perhaps.error], [null, null]);
        const csv = await service.from("events").select("id,payload").eq("id", id(1)).csv();
        assert.equal(csv.data, `id,payload\n${id(1)},"{""n"": 1, ""name"": ""click""}"`);
      }));

    test("deletes what matches, says how much, and nothing without a filter", () =>
      withClients(async (anon, service) => {
        await service.from("events").insert(clicks).throwOnError();
        assert.equal((await anon.from("events").delete().eq("id", id(1))).status, 204);
        const deleted = await service.from("events").delete({ count: "exact" }).eq("payload->>name", "click");
        assert.deepEqual([deleted.status, deleted.count], [204, 2]);
        const { data } = await service.from("events").delete().eq("id", id(3)).select("id");
        assert.deepEqual(data, [{ id: id(3) }]);
        const all = await service.from("events").delete();
        assert.deepEqual([all.status, all.error?.code], [400, "21000"]);
      }));

    test("is told what is not offered, and throws if it is asked to", () =>
      withClients(async (_, service) => {
        const changed = await service.from("events").update({ payload: 1 }).eq("id", id(1));
        assert.equal(changed.error?.code, "PGRST127");
        const either = await service
          .from("events")
          .select()
          .or(`id.eq.${id(1)},id.eq.${id(2)}`);
        assert.equal(either.error?.code, "PGRST127");
        const bad = service.from("events").select("nope").throwOnError();
        await assert.rejects(async () => bad, { code: "42703" });
      }));

    test("upserts weekly totals", () =>
      withClients(async (_, service) => {
        const total = { task: "ai-do", week: "2026-W47", developer: "ann", successful_runs: 3 };
        const onConflict = "task,week,developer";
        await service.from("nsm").upsert(total, { onConflict }).throwOnError();
        const more = { ...total, successful_runs: 4 };
        const { data } = await service.from("nsm").upsert(more, { onConflict }).select().single();
        assert.deepEqual(data, more);
      }));
  });
}
