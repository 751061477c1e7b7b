// Servers that go away, clients that cannot keep up.

import { connect as dial } from "node:net";
import { flushed } from "./scene.mjs";

export async function reconnect(scene) {
  const options = { reconnect: true, reconnectTimeWait: 50, maxReconnectAttempts: -1 };
  const [client, other] = [await scene.connect(options), await scene.connect(options)];
  const inbox = scene.subscribe(client, "r.*");
  const limited = scene.subscribe(client, "r.limited", { max: 2 });
  client.publish("r.limited", "before");
  await client.flush();
  await scene.control("restart");
  for (const [who, one] of [["client", client], ["other", other]]) {
    scene.emit("reconnected", { who, seen: await scene.newsUntil(one, "reconnect") });
  }
  await client.flush();
  for (let n = 0; n < 3; n++) {
    other.publish("r.limited", `${n}`);
  }
  await flushed(other, client);
  await scene.received("subscription", inbox, 4);
  await scene.received("limited", limited, 2);
}

export async function lame_duck(scene) {
  const client = await scene.connect();
  const inbox = scene.subscribe(client, "still.here");
  await client.flush();
  await scene.control("lame_duck");
  scene.emit("news", { seen: await scene.newsUntil(client, "ldm") });
  client.publish("still.here", "yes");
  await scene.received("during", inbox, 1);
  const [host, port] = scene.server.split(":");
  const error = await new Promise((resolve) => {
    const socket = dial(Number(port), host, () => resolve(null)).on("error", resolve);
    socket.unref();
  });
  scene.emit("no newcomers", { error: error?.code });
  scene.emit("news", { seen: await scene.newsUntil(client, "closed") });
}

export async function slow_consumer(scene) {
  const slow = await scene.connect();
  const [publisher, healthy] = [await scene.connect(), await scene.connect()];
  scene.subscribe(slow, "flood");
  const inbox = scene.subscribe(healthy, "flood");
  await flushed(slow, healthy);
  const { socket } = slow.protocol.transport;
  socket.pause();
  let received = 0;
  for (let round = 0; round < 40; round++) {
    for (let n = 0; n < 25; n++) {
      publisher.publish("flood", "x".repeat(50_000));
    }
    await flushed(publisher, healthy);
    received += inbox.all().length;
  }
  scene.emit("healthy", { received });
  socket.resume();
  await scene.newsUntil(slow, "closed");
  scene.emit("the slow one is gone");
  publisher.publish("flood", "after");
  await scene.received("healthy", inbox, 1);
}
