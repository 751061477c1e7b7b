// Much of it: large payloads, many subscriptions, many messages.

import { createHash } from "node:crypto";
import { withHeaders } from "./scene.mjs";

export async function payloads_up_to_the_limit(scene) {
  const publisher = await scene.connect();
  const receiver = await scene.connect();
  const inbox = scene.subscribe(receiver, "big");
  await receiver.flush();
  for (const size of [0, 1, 4095, 4096, 4097, 65_535, 65_536, 500_000, 1_048_575, 1_048_576]) {
    publisher.publish("big", "0123456789abcdef".repeat(size / 16 + 1).slice(0, size));
    const { data } = await inbox.next();
    scene.emit("got", { size: data.length, digest: createHash("sha256").update(data).digest("hex") });
  }
  publisher.publish("big", "x".repeat(1_000_000), { headers: withHeaders(["H", "y".repeat(40_000)]) });
  const message = await inbox.next();
  scene.emit("got", { size: message.data.length, header: message.headers.get("H").length });
}

export async function many_subscriptions(scene) {
  const client = await scene.connect();
  const inboxes = Array.from({ length: 3000 }, (_, n) => scene.subscribe(client, `many.${n}.x`));
  const wildcard = scene.subscribe(client, "many.*.x");
  const counts = (some) => [...new Set(some.map((inbox) => inbox.all().length))].sort();
  const publish = async () => {
    inboxes.forEach((_, n) => client.publish(`many.${n}.x`));
    await client.flush();
  };
  await publish();
  scene.emit("each", { got: counts(inboxes), wildcard: wildcard.all().length });
  inboxes.filter((_, n) => n % 2 === 0).forEach((inbox) => inbox.subscription.unsubscribe());
  await publish();
  scene.emit("odd", { got: counts(inboxes.filter((_, n) => n % 2 === 1)), wildcard: wildcard.all().length });
  scene.emit("even", { got: counts(inboxes.filter((_, n) => n % 2 === 0)) });
}

export async function in_order(scene) {
  const publisher = await scene.connect();
  const receiver = await scene.connect();
  const inbox = scene.subscribe(receiver, "seq.*");
  await receiver.flush();
  for (let n = 0; n < 20_000; n++) {
    publisher.publish(`seq.${n % 7}`, `${n}`);
  }
  await publisher.flush();
  await receiver.flush();
  const got = inbox.all().map((message) => Number(message.string()));
  scene.emit("received", { count: got.length, in_order: got.every((value, n) => value === n) });
}
