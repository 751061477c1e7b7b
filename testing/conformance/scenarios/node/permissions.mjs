// What a user may do, and what it is told when it may not.

import { flushed, tick } from "./scene.mjs";

function connect(scene, user) {
  return scene.connect({ user, pass: "p" });
}

export async function publish(scene) {
  const admin = await connect(scene, "admin");
  const publisher = await connect(scene, "publisher");
  const everything = scene.subscribe(admin, ">");
  await admin.flush();
  for (const subject of ["orders.new", "orders.secret", "orders.1.audit", "orders.1.audit.x", "log.a", "log.a.b", "other"]) {
    publisher.publish(subject, "x");
  }
  publisher.publish("orders.new", "with reply", { reply: "anything.goes" });
  await publisher.flush();
  await scene.received("admin", everything, 4);
  await scene.noNews(publisher);
  scene.subscribe(admin, "orders.secret");
  await scene.request("forbidden request", publisher, "orders.secret", "", { timeout: 300 });
}

export async function subscribe(scene) {
  const admin = await connect(scene, "admin");
  const subscriber = await connect(scene, "subscriber");
  const subjects = ["orders.new", "orders.secret", "orders.1.audit", "log.*", "log.>", "other", ">", "*.new"];
  const inboxes = subjects.map((subject) => [subject, scene.subscribe(subscriber, subject)]);
  await scene.noNews(subscriber);
  subscriber.publish("orders.new", "it may not publish either");
  await scene.noNews(subscriber);
  for (const subject of ["orders.new", "orders.secret", "log.a", "other"]) {
    admin.publish(subject, "x");
  }
  await flushed(admin, subscriber);
  scene.emit("pending", Object.fromEntries(inboxes.map(([subject, inbox]) => [subject, inbox.length])));
}

export async function deny_inside_wildcard(scene) {
  const admin = await connect(scene, "admin");
  const subscriber = await connect(scene, "subscriber");
  const wildcard = scene.subscribe(subscriber, "orders.>");
  const queue = scene.subscribe(subscriber, "orders.*", { queue: "q" });
  await subscriber.flush();
  for (const subject of ["orders.new", "orders.secret", "orders.1.audit", "orders.1.other", "orders.old"]) {
    admin.publish(subject, "x");
  }
  await flushed(admin, subscriber);
  await scene.received("wildcard", wildcard, 3);
  await scene.received("queue", queue, 2);
  scene.emit("left", { wildcard: wildcard.length, queue: queue.length });
  await scene.noNews(subscriber);
}

export async function queues(scene) {
  const worker = await connect(scene, "worker");
  for (const [subject, queue] of [
    ["work.any"],
    ["work.any", "whatever"],
    ["work.queue"],
    ["work.queue", "v1"],
    ["work.queue", "v2"],
    ["work.queue", "x1"],
    ["work.mixed", "good"],
    ["work.mixed", "bad"],
    ["work.mixed"],
  ]) {
    scene.subscribe(worker, subject, { queue });
    await worker.flush();
    await tick();
    scene.emit("subscribed", { subject, queue, news: worker.news.all() });
  }
}

export async function responses(scene) {
  const admin = await connect(scene, "admin");
  const inbox = scene.subscribe(admin, "inbox.>");
  for (const user of ["responder", "generous"]) {
    const responder = await connect(scene, user);
    const service = scene.subscribe(responder, `service.${user}`);
    await responder.flush();
    admin.publish(`service.${user}`, "question", { reply: `inbox.${user}` });
    const request = await service.next();
    for (let n = 0; n < 3; n++) {
      request.respond(`answer ${n}`);
    }
    responder.publish("inbox.unasked", "nobody asked");
    await scene.noNews(responder);
  }
  await scene.received("admin", inbox, 3);
  await scene.silent("admin", inbox);
}

export async function defaults(scene) {
  const client = await connect(scene, "default");
  const allowed = scene.subscribe(client, "PUBLIC.x");
  scene.subscribe(client, "SANDBOX.x");
  client.publish("SANDBOX.x");
  client.publish("PUBLIC.x");
  await scene.noNews(client);
  scene.emit("pending", { allowed: allowed.length });
}
