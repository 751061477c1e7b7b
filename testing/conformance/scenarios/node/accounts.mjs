// Accounts: what stays inside, and what crosses.

import { about, flushed, withHeaders } from "./scene.mjs";

function connect(scene, user, pass = user) {
  return scene.connect({ user, pass });
}

async function supplyAndDemand(scene) {
  return [await connect(scene, "supply", "p"), await connect(scene, "demand", "p")];
}

function received(scene, by, subjects, inboxes) {
  for (const [n, on] of subjects.entries()) {
    scene.emit("received", { by, on, messages: inboxes[n].all().map(about) });
  }
}

export async function page_isolation(scene) {
  const [a, b] = [await connect(scene, "a"), await connect(scene, "b")];
  const [atA, atB] = [a, b].map((client) => scene.subscribe(client, ">"));
  await flushed(a, b);
  a.publish("same.subject", "from a");
  b.publish("same.subject", "from b");
  await flushed(a, b);
  await scene.received("a", atA, 1);
  await scene.received("b", atB, 1);
  scene.subscribe(a, "only.in.a");
  await a.flush();
  await scene.request("b asks a", b, "only.in.a", "", { timeout: 300 });
  await scene.login("a with b's password", { user: "a", pass: "b" });
  await scene.login("nobody");
}

export async function page_exports(scene) {
  const [a, b] = [await connect(scene, "a"), await connect(scene, "b")];
  // An export alone moves nothing.
  const atB = scene.subscribe(b, "*.x");
  await b.flush();
  ["puba.x", "b.x"].forEach((subject) => a.publish(subject, "from a"));
  await scene.serve(a, "q.b", "never asked");
  await scene.request("b asks", b, "q.b");
  scene.emit("pending", { b: atB.length });
}

export async function page_streams(scene) {
  const [a, b, c] = [await connect(scene, "a"), await connect(scene, "b"), await connect(scene, "c")];
  const subjectsB = ["b.>", "b.x", "puba.>", "from_a.>"];
  const subjectsC = ["from_a.puba.>", "from_a.puba.x", "puba.>", "b.>", "from_a.*.*"];
  const atB = subjectsB.map((subject) => scene.subscribe(b, subject));
  const atC = subjectsC.map((subject) => scene.subscribe(c, subject));
  await flushed(b, c);
  for (const subject of ["b.x", "b.y.z", "puba.x", "puba.y.z", "b", "puba"]) {
    a.publish(subject, "from a");
  }
  await flushed(a, b, c);
  received(scene, "b", subjectsB, atB);
  received(scene, "c", subjectsC, atC);
}

export async function page_services(scene) {
  const [a, b, c] = [await connect(scene, "a"), await connect(scene, "b"), await connect(scene, "c")];
  await scene.serve(a, "q.b", "for b");
  await scene.serve(a, "pubq.>", "for everyone");
  await scene.request("b, q.b", b, "q.b", "please");
  await scene.request("c, q.b", c, "q.b");
  await scene.request("b, pubq.C", b, "pubq.C");
  await scene.request("c, pubq.C", c, "pubq.C");
  // The importer's own clients see the local subject, the exporter sees its own.
  const local = scene.subscribe(c, "Q");
  const answers = scene.subscribe(c, "c.inbox");
  await c.flush();
  c.publish("Q", "by hand", { reply: "c.inbox" });
  await scene.received("answers", answers, 1);
  await scene.received("local", local, 1);
  local.subscription.unsubscribe();
  await scene.request("c, Q", c, "Q", "please");
  await scene.request("with headers", c, "Q", "please", { headers: withHeaders(["Trace", "1"]) });
}

export async function stream_remapping(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  const subjects = ["in.supply.events.>", "alarm", "swapped.*.*", "swapped.b.>", "news", "events.>"];
  const inboxes = subjects.map((subject) => scene.subscribe(demand, subject));
  await demand.flush();
  for (const subject of ["events.fire", "events.water", "pairs.a.b", "pairs.x.y", "tenants.DEMAND.news", "tenants.X.news"]) {
    supply.publish(subject, "!", { headers: withHeaders(["From", "supply"]), reply: "somewhere" });
  }
  await flushed(supply, demand);
  received(scene, "demand", subjects, inboxes);
}

export async function service_remapping(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  await scene.serve(supply, "lookup.*.*", "found");
  await scene.request("mapped", demand, "find.lamp.in.kitchen", "where");
  await scene.request("too short", demand, "find.lamp.in");
  await scene.request("original subject", demand, "lookup.kitchen.lamp");
}

export async function response_types(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  const inbox = scene.subscribe(demand, "inbox.>");
  await demand.flush();
  for (const [service, subject] of [["svc.single", "svc.single"], ["svc.stream", "svc.stream"], ["svc.chunked", "chunks"]]) {
    await scene.serve(supply, service, "one", "two", "", "four");
    demand.publish(subject, "question", { reply: `inbox.${subject}` });
    const first = await inbox.next();
    await flushed(supply, demand);
    scene.emit("answers", { to: subject, messages: [first, ...inbox.all()].map(about) });
  }
}

export async function account_token_position(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  await scene.serve(supply, "private.*.get", "yours");
  await scene.request("mine", demand, "mine");
  await scene.request("directly", demand, "private.DEMAND.get");
}

export async function no_responders_across(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  await scene.request("nobody serves", demand, "svc.single", "", { timeout: 500 });
  await scene.request("nobody serves, mapped", demand, "mine", "", { timeout: 500 });
  await scene.serve(supply, "svc.single", "here now");
  await scene.request("somebody serves", demand, "svc.single");
}

export async function queue_across(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  const counts = [0, 0];
  for (const n of counts.keys()) {
    const callback = (_, message) => {
      counts[n] += 1;
      message.respond("done");
    };
    supply.subscribe("svc.single", { queue: "workers", callback });
  }
  const readers = [0, 1].map(() => scene.subscribe(demand, "in.supply.events.>", { queue: "readers" }));
  await flushed(supply, demand);
  for (let n = 0; n < 40; n++) {
    await demand.request("svc.single", "", { timeout: 5000 });
    supply.publish("events.x");
  }
  await flushed(supply, demand);
  scene.emit("served", { sum: counts[0] + counts[1], everyone_works: Math.min(...counts) > 0 });
  scene.emit("read", { sum: readers[0].length + readers[1].length });
}

export async function latency(scene) {
  const [supply, demand] = await supplyAndDemand(scene);
  const metrics = scene.subscribe(supply, "latency.timed");
  await scene.serve(supply, "timed", "done");
  await scene.request("timed", demand, "timed");
  scene.emit("metric", { document: (await metrics.next()).string() });
}

export async function mappings(scene) {
  const client = await connect(scene, "m", "p");
  const everything = scene.subscribe(client, ">");
  const shards = ["a", "b", "hello", "gannet"].map((key) => `shard.${key}`);
  for (const subject of [
    "plain",
    "swap.a.b",
    "named.x",
    ...shards,
    "split.a-b-c",
    "cut.hello",
    "slice.hello",
    "edge.hello",
    "edge.h",
    "gone",
    "kept",
    "untouched",
  ]) {
    client.publish(subject, subject, { reply: "plain" });
    await scene.received("all", everything, 1);
  }
}

export async function limits(scene) {
  const small = { user: "small", pass: "p" };
  const first = await scene.login("first", small);
  const second = await scene.login("second", small);
  // The reason mostly comes too late, behind the reset.
  scene.emit("third", { refused: await scene.connect(small).then(() => false, () => true) });
  await scene.login("another account", { user: "free", pass: "p" });
  // Subscriptions are counted per connection.
  for (const client of [first, second]) {
    [0, 1, 2].forEach((n) => scene.subscribe(client, `s.${n}`));
    await scene.noNews(client);
  }
  scene.subscribe(second, "s.3");
  scene.emit("news", { seen: await second.news.next() });
  scene.emit("told", { max_payload: first.info.max_payload });
  first.protocol.info.max_payload = 10_000;
  first.publish("s.3", "x".repeat(101));
  scene.emit("news", { seen: await scene.newsUntil(first, "closed") });
  await scene.login("after one left", small);
}
