"""Who may come in."""

from scene import flushed

SEED = "SUADCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMNPLI"
OTHER_SEED = "SUADEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMTOLU"


async def user_and_password(scene):
    client = await scene.login("right", user="ann", password="s3cr3t")
    scene.emit("info", auth_required=client._server_info.get("auth_required"))
    await scene.login("wrong password", user="ann", password="S3cr3t")
    await scene.login("wrong user", user="bob", password="s3cr3t")
    await scene.login("no password", user="ann", password="")
    await scene.login("nobody")
    await scene.login("token", token="s3cr3t")


async def bcrypt(scene):
    for user in ["quoted", "bare"]:
        await scene.login(user, user=user, password="secret")
        await scene.login(f"{user}, wrong", user=user, password="secret2")
    await scene.login("the hash", user="bare", password="$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW")


async def token(scene):
    await scene.login("right", token="open sesame")
    await scene.login("wrong", token="open")
    await scene.login("as password", user="x", password="open sesame")
    await scene.login("nobody")


async def nkey(scene):
    client = await scene.login("right", nkeys_seed_str=SEED)
    scene.emit("info", nonce=bool(client._server_info.get("nonce")))
    await scene.login("another key", nkeys_seed_str=OTHER_SEED)
    await scene.login("nobody")
    await scene.login("user", user="a", password="b")


async def several_users(scene):
    ann = await scene.login("ann", user="ann", password="a")
    bob = await scene.login("bob", user="bob", password="b")
    key = await scene.login("key", nkeys_seed_str=SEED)
    await scene.login("crossed", user="ann", password="b")
    await scene.login("nobody")
    subscriptions = [await client.subscribe("all") for client in [ann, bob, key]]
    await flushed(ann, bob, key)
    await ann.publish("all", b"hello")
    for label, subscription in zip(["ann", "bob", "key"], subscriptions):
        await scene.received(label, subscription, 1)


async def no_auth_user(scene):
    guest = await scene.login("nobody")
    scene.emit("info", auth_required=guest._server_info.get("auth_required"))
    await guest.publish("ann.only", b"")
    scene.emit("news", error=await scene.news(guest))
    subscription = await guest.subscribe("guest.x")
    await guest.publish("guest.x", b"fine")
    await scene.received("guest", subscription, 1)
    await scene.login("ann", user="ann", password="a")
    await scene.login("wrong", user="ann", password="b")
