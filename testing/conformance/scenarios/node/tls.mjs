// TLS: who proves what to whom, and when.

async function greet(scene, label, subject, options) {
  const client = await scene.login(label, options);
  if (client) {
    const inbox = scene.subscribe(client, subject);
    client.publish(subject, "x".repeat(20_000));
    scene.emit("echo", { as_: label, size: (await inbox.next()).data.length });
  }
  return client;
}

export async function server_certificate(scene) {
  const client = await greet(scene, "trusting", "x", { tls: scene.tls() });
  scene.emit("info", { tls_required: client.info.tls_required });
  await greet(scene, "distrusting", "x", { tls: scene.tls({ ca: "stranger/ca" }) });
}

export async function client_certificate(scene) {
  const { info } = await greet(scene, "known", "x", { tls: scene.tls({ cert: "client" }) });
  scene.emit("info", { tls_required: info.tls_required, tls_verify: info.tls_verify });
  await scene.login("without", { tls: scene.tls() });
  await scene.login("stranger", { tls: scene.tls({ cert: "stranger/client" }) });
}

export async function certificate_is_user(scene) {
  await greet(scene, "by e-mail", "mail.x", { tls: scene.tls({ cert: "mapped" }) });
  const client = await greet(scene, "by subject", "name.x", { tls: scene.tls({ cert: "client" }) });
  client.publish("mail.x");
  scene.emit("news", { error: await client.news.next() });
  await scene.login("without a user", { tls: scene.tls({ cert: "server" }) });
}

export async function handshake_first(scene) {
  const client = await greet(scene, "first", "x", { tls: scene.tls({ handshakeFirst: true }) });
  scene.emit("info", { tls_required: client.info.tls_required });
}

export async function optional(scene) {
  const { info } = await greet(scene, "plain", "x", { tls: null });
  scene.emit("info", { tls_required: info.tls_required ?? null, tls_available: info.tls_available });
  await greet(scene, "encrypted", "x", { tls: scene.tls() });
}
