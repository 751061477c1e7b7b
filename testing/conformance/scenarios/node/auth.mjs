// Who may come in.

import { flushed, nkey as signer } from "./scene.mjs";

const SEED = "SUADCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMNPLI";
const OTHER_SEED = "SUADEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMTOLU";
const HASH = "$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

export async function user_and_password(scene) {
  const client = await scene.login("right", { user: "ann", pass: "s3cr3t" });
  scene.emit("info", { auth_required: client.info.auth_required });
  await scene.login("wrong password", { user: "ann", pass: "S3cr3t" });
  await scene.login("wrong user", { user: "bob", pass: "s3cr3t" });
  await scene.login("no password", { user: "ann" });
  await scene.login("nobody");
  await scene.login("token", { token: "s3cr3t" });
}

export async function bcrypt(scene) {
  for (const user of ["quoted", "bare"]) {
    await scene.login(user, { user, pass: "secret" });
    await scene.login(`${user}, wrong`, { user, pass: "secret2" });
  }
  await scene.login("the hash", { user: "bare", pass: HASH });
}

export async function token(scene) {
  await scene.login("right", { token: "open sesame" });
  await scene.login("wrong", { token: "open" });
  await scene.login("as password", { user: "x", pass: "open sesame" });
  await scene.login("nobody");
}

export async function nkey(scene) {
  const client = await scene.login("right", { authenticator: signer(SEED) });
  scene.emit("info", { nonce: Boolean(client.info.nonce) });
  await scene.login("another key", { authenticator: signer(OTHER_SEED) });
  await scene.login("nobody");
  await scene.login("user", { user: "a", pass: "b" });
}

export async function several_users(scene) {
  const ann = await scene.login("ann", { user: "ann", pass: "a" });
  const bob = await scene.login("bob", { user: "bob", pass: "b" });
  const key = await scene.login("key", { authenticator: signer(SEED) });
  await scene.login("crossed", { user: "ann", pass: "b" });
  await scene.login("nobody");
  const inboxes = [ann, bob, key].map((client) => scene.subscribe(client, "all"));
  await flushed(ann, bob, key);
  ann.publish("all", "hello");
  for (const [n, label] of ["ann", "bob", "key"].entries()) {
    await scene.received(label, inboxes[n], 1);
  }
}

export async function no_auth_user(scene) {
  const guest = await scene.login("nobody");
  scene.emit("info", { auth_required: guest.info.auth_required ?? null });
  guest.publish("ann.only", "");
  scene.emit("news", { error: await guest.news.next() });
  const inbox = scene.subscribe(guest, "guest.x");
  guest.publish("guest.x", "fine");
  await scene.received("guest", inbox, 1);
  await scene.login("ann", { user: "ann", pass: "a" });
  await scene.login("wrong", { user: "ann", pass: "b" });
}
