// Limits of the server.

import { withHeaders } from "./scene.mjs";

export async function max_payload(scene) {
  const client = await scene.connect();
  scene.emit("told", { max_payload: client.info.max_payload });
  const inbox = scene.subscribe(client, "p");
  client.publish("p", "x".repeat(1024));
  client.publish("p", "x".repeat(1000), { headers: withHeaders(["H", "1"]) });
  scene.emit("fits", { sizes: [(await inbox.next()).data.length, (await inbox.next()).data.length] });
  try {
    client.publish("p", "x".repeat(1025));
  } catch (problem) {
    scene.emit("the client knows", { error: problem.message });
  }
  // The server is asked all the same.
  client.protocol.info.max_payload = 10_000;
  client.publish("p", "x".repeat(1025));
  scene.emit("news", { seen: await scene.newsUntil(client, "closed") });
}

export async function max_subscriptions(scene) {
  const client = await scene.connect();
  const inboxes = [0, 1, 2].map((n) => scene.subscribe(client, `s.${n}`));
  inboxes[0].subscription.unsubscribe();
  inboxes.push(scene.subscribe(client, "s.3"));
  for (const subject of ["s.0", "s.1", "s.2", "s.3"]) {
    client.publish(subject);
  }
  await client.flush();
  scene.emit("pending", { counts: inboxes.map((inbox) => inbox.length) });
  scene.subscribe(client, "s.4");
  scene.emit("news", { seen: await client.news.next() });
  client.publish("s.4");
  await scene.noNews(client);
}
