// Publishing, subscribing, requesting: what everybody uses.

import { about, flushed, withHeaders } from "./scene.mjs";

const INFO = "version proto headers max_payload client_ip auth_required tls_required jetstream server_name".split(" ");

export async function connect_info(scene) {
  const client = await scene.connect({ name: "someone" });
  scene.emit("info", Object.fromEntries(INFO.map((key) => [key, client.info[key] ?? null])));
  const types = ["server_id", "client_id", "port", "go"].map((key) => [key, typeof client.info[key]]);
  scene.emit("types", Object.fromEntries(types));
  scene.emit("client", { connected: client.getServer(), rtt: typeof (await client.rtt()) });
}

export async function publish_subscribe(scene) {
  const client = await scene.connect();
  const inbox = scene.subscribe(client, "greet");
  for (const payload of ["hello", "", "grüße\r\n", Uint8Array.from({ length: 256 }, (_, n) => n)]) {
    client.publish("greet", payload);
  }
  client.publish("greet", "with reply", { reply: "answer.here" });
  client.publish("Greet", "subjects are case sensitive");
  client.publish("greet.more", "not for that subscription");
  client.publish("greet", "last");
  await scene.received("greet", inbox, 6);
}

export async function wildcards(scene) {
  const client = await scene.connect();
  const patterns = ["a.b", "a.*", "*.b", "a.>", ">", "a.*.c", "*.*.*", "*"];
  const inboxes = patterns.map((pattern) => [pattern, scene.subscribe(client, pattern)]);
  for (const subject of ["a", "a.b", "a.c", "b.b", "a.b.c", "a.x.c", "a.b.c.d", "end"]) {
    client.publish(subject);
  }
  await client.flush();
  for (const [pattern, inbox] of inboxes) {
    scene.emit("matches", { pattern, subjects: inbox.all().map((message) => message.subject) });
  }
}

// How many a group gets together, not who gets which.
export async function queue_groups(scene) {
  const publisher = await scene.connect();
  const members = [await scene.connect(), await scene.connect(), await scene.connect()];
  const workers = members.map((member) => scene.subscribe(member, "jobs", { queue: "workers" }));
  const others = members.map((member) => scene.subscribe(member, "jobs.*", { queue: "others" }));
  const plain = scene.subscribe(publisher, "jobs");
  await flushed(...members);
  for (let n = 0; n < 90; n++) {
    publisher.publish("jobs");
    publisher.publish("jobs.x");
  }
  await flushed(publisher, ...members);
  const sum = (inboxes) => inboxes.reduce((total, inbox) => total + inbox.length, 0);
  scene.emit("workers", { sum: sum(workers), everyone_works: workers.every((worker) => worker.length > 0) });
  scene.emit("others", { sum: sum(others) });
  scene.emit("plain", { sum: plain.length });
  workers[0].subscription.unsubscribe();
  await flushed(members[0]);
  workers.forEach((worker) => worker.all());
  publisher.publish("jobs");
  await flushed(publisher, ...members);
  scene.emit("after one left", { sum: sum(workers) });
}

export async function request_reply(scene) {
  const client = await scene.connect();
  const service = await scene.connect();
  await scene.serve(service, "ask", (message) => `you said ${message.string()}`);
  await scene.request("first", client, "ask", "one");
  await scene.request("old style", client, "ask", "two", { noMux: true, reply: "own.inbox" });
  await scene.request("with headers", client, "ask", "three", { headers: withHeaders(["A", "b"]) });
  const answers = [];
  await scene.serve(service, "ask.many", "one", "two", "three");
  for await (const message of await client.requestMany("ask.many", "", { maxMessages: 3, maxWait: 5000 })) {
    answers.push(message.string());
  }
  scene.emit("many", { answers });
}

export async function no_responders(scene) {
  const client = await scene.connect();
  await scene.request("nobody", client, "nobody.there");
  await scene.request("nobody, own inbox", client, "nobody.there", "", { noMux: true });
  const inbox = scene.subscribe(client, "my.inbox");
  client.publish("nobody.there", "x", { reply: "my.inbox" });
  await scene.received("status", inbox, 1);
  client.publish("nobody.there", "x", { reply: "other.inbox" });
  await scene.silent("status", inbox);
}

export async function headers(scene) {
  const client = await scene.connect();
  const inbox = scene.subscribe(client, "h");
  const several = withHeaders(["Key", "value"], ["key", "other case"], ["Empty", ""], ["Key", "second"]);
  several.append("Long", "x".repeat(2000));
  client.publish("h", "body", { headers: several });
  client.publish("h", "", { headers: withHeaders(["No-Body", "1"]) });
  client.publish("h", "plain again");
  client.publish("h", "umlaut", { headers: withHeaders(["Name", "Grüße"]) });
  await scene.received("h", inbox, 4);
}

export async function unsubscribe_after_max(scene) {
  const client = await scene.connect();
  const limited = scene.subscribe(client, "n", { max: 2 });
  const other = scene.subscribe(client, "n");
  for (let n = 0; n < 5; n++) {
    client.publish("n", `${n}`);
  }
  await client.flush();
  await scene.received("limited", limited, 2);
  await scene.received("other", other, 5);
  other.subscription.unsubscribe();
  client.publish("n", "after");
  await client.flush();
  scene.emit("left", { limited: limited.length, other: other.length });
  // A sid that is free again does not keep a subject alive for requests.
  await scene.request("nobody left", client, "n");
}

export async function drain_subscription(scene) {
  const client = await scene.connect();
  const inbox = scene.subscribe(client, "work");
  for (let n = 0; n < 10; n++) {
    client.publish("work", `${n}`);
  }
  await inbox.subscription.drain();
  client.publish("work", "too late");
  await client.flush();
  scene.emit("handled", { seen: inbox.all().map((message) => message.string()) });
}

export async function drain_connection(scene) {
  const client = await scene.connect();
  const publisher = await scene.connect();
  const answers = scene.subscribe(publisher, "answers");
  client.subscribe("work", { callback: (_, message) => message.respond(`done ${message.string()}`) });
  await client.flush();
  for (let n = 0; n < 5; n++) {
    publisher.publish("work", `${n}`, { reply: "answers" });
  }
  await publisher.flush();
  // What is under way when draining starts must be handled.
  await client.drain();
  await scene.received("answers", answers, 5);
  scene.emit("news", { seen: await scene.newsUntil(client, "closed") });
  await scene.request("afterwards", publisher, "work");
}

export async function echo_off(scene) {
  const quiet = await scene.connect({ noEcho: true });
  const other = await scene.connect();
  const own = scene.subscribe(quiet, "e");
  const queue = scene.subscribe(quiet, "e", { queue: "q" });
  const foreign = scene.subscribe(other, "e");
  await flushed(quiet, other);
  quiet.publish("e", "from quiet");
  await quiet.flush();
  other.publish("e", "from other");
  await other.flush();
  await scene.received("own", own, 1);
  await scene.received("queue", queue, 1);
  await scene.received("foreign", foreign, 2);
  // Its own subscription is no responder for itself.
  scene.subscribe(quiet, "only.me");
  await scene.request("own service", quiet, "only.me");
}

export async function verbose_and_pedantic(scene) {
  const client = await scene.connect({ verbose: true, pedantic: true });
  const inbox = scene.subscribe(client, "v.*");
  client.publish("v.ok", "1");
  await scene.received("v", inbox, 1);
  const checked = scene.subscribe(client, "v.>");
  client.publish("v.ok", "2");
  await scene.received("v", inbox, 1);
  scene.emit("checked", about(await checked.next()));
  await scene.noNews(client);
}
