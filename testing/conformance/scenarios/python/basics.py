"""Publishing, subscribing, requesting: what everybody uses."""

import asyncio

from scene import about, flushed

INFO = "version proto headers max_payload client_ip auth_required tls_required jetstream server_name".split()


async def connect_info(scene):
    client = await scene.connect(name="someone")
    info = client._server_info
    scene.emit("info", **{key: info.get(key) for key in INFO})
    scene.emit("types", **{key: type(info.get(key)).__name__ for key in ["server_id", "client_id", "port", "go"]})
    scene.emit("client", max_payload=client.max_payload, connected=str(client.connected_url.netloc))


async def publish_subscribe(scene):
    client = await scene.connect()
    subscription = await client.subscribe("greet")
    for payload in [b"hello", b"", "grüße\r\n".encode(), bytes(range(256))]:
        await client.publish("greet", payload)
    await client.publish("greet", b"with reply", reply="answer.here")
    await client.publish("Greet", b"subjects are case sensitive")
    await client.publish("greet.more", b"not for that subscription")
    await client.publish("greet", b"last")
    await scene.received("greet", subscription, 6)


async def wildcards(scene):
    client = await scene.connect()
    patterns = ["a.b", "a.*", "*.b", "a.>", ">", "a.*.c", "*.*.*", "*"]
    subscriptions = {pattern: await client.subscribe(pattern) for pattern in patterns}
    for subject in ["a", "a.b", "a.c", "b.b", "a.b.c", "a.x.c", "a.b.c.d", "end"]:
        await client.publish(subject)
    await flushed(client)
    for pattern, subscription in subscriptions.items():
        seen = []
        while subscription.pending_msgs:
            seen.append((await subscription.next_msg()).subject)
        scene.emit("matches", pattern=pattern, subjects=seen)


async def queue_groups(scene):
    """How many a group gets together, not who gets which."""
    publisher = await scene.connect()
    members = [await scene.connect() for _ in range(3)]
    workers = [await member.subscribe("jobs", queue="workers") for member in members]
    others = [await member.subscribe("jobs.*", queue="others") for member in members]
    plain = await publisher.subscribe("jobs")
    await flushed(*members)
    for _ in range(90):
        await publisher.publish("jobs")
        await publisher.publish("jobs.x")
    await flushed(publisher)
    await flushed(*members)
    counts = [worker.pending_msgs for worker in workers]
    scene.emit("workers", sum=sum(counts), everyone_works=min(counts) > 0)
    scene.emit("others", sum=sum(other.pending_msgs for other in others))
    scene.emit("plain", sum=plain.pending_msgs)
    await workers[0].unsubscribe()
    await flushed(members[0])
    await publisher.publish("jobs")
    await flushed(publisher)
    for member in members[1:]:
        await flushed(member)
    scene.emit("after one left", sum=sum(w.pending_msgs for w in workers[1:]) - sum(counts[1:]))


async def request_reply(scene):
    client, service = await scene.connect(), await scene.connect()

    async def answer(message):
        scene.emit("asked", **about(message))
        await message.respond(b"you said " + message.data)

    await service.subscribe("ask", cb=answer)
    await flushed(service)
    await scene.request("first", client, "ask", b"one")
    await scene.request("old style", client, "ask", b"two", old_style=True)
    await scene.request("with headers", client, "ask", b"three", headers={"A": "b"})


async def no_responders(scene):
    client = await scene.connect()
    await scene.request("nobody", client, "nobody.there")
    inbox = await client.subscribe("my.inbox")
    await client.publish("nobody.there", b"x", reply="my.inbox")
    await scene.received("status", inbox, 1)
    await client.publish("nobody.there", b"x", reply="other.inbox")
    await scene.silent("status", inbox)


async def headers(scene):
    client = await scene.connect()
    subscription = await client.subscribe("h")
    await client.publish("h", b"body", headers={"Key": "value", "key": "other case", "Empty": "", "Long": "x" * 2000})
    await client.publish("h", b"", headers={"No-Body": "1"})
    await client.publish("h", b"plain again")
    await client.publish("h", b"umlaut", headers={"Name": "Grüße"})
    await scene.received("h", subscription, 4)


async def unsubscribe_after_max(scene):
    client = await scene.connect()
    limited = await client.subscribe("n")
    await limited.unsubscribe(limit=2)
    other = await client.subscribe("n")
    for number in range(5):
        await client.publish("n", str(number).encode())
    await flushed(client)
    await scene.received("limited", limited, 2)
    await scene.received("other", other, 5)
    await other.unsubscribe()
    await client.publish("n", b"after")
    await flushed(client)
    scene.emit("left", pending=other.pending_msgs)
    # A sid that is free again does not keep a subject alive for requests.
    await scene.request("nobody left", client, "n")


async def drain_subscription(scene):
    client = await scene.connect()
    seen = []

    async def slowly(message):
        await asyncio.sleep(0.01)
        seen.append(message.data.decode())

    subscription = await client.subscribe("work", cb=slowly)
    for number in range(10):
        await client.publish("work", str(number).encode())
    await flushed(client)
    await subscription.drain()
    await client.publish("work", b"too late")
    await flushed(client)
    scene.emit("handled", seen=seen)


async def drain_connection(scene):
    client, publisher = await scene.connect(), await scene.connect()
    answers = await publisher.subscribe("answers")

    async def answer(message):
        await message.respond(b"done " + message.data)

    await client.subscribe("work", cb=answer)
    await flushed(client)
    for number in range(5):
        await publisher.publish("work", str(number).encode(), reply="answers")
    await flushed(publisher)
    # The replies of handlers that still run must get through.
    await client.drain()
    await scene.received("answers", answers, 5)
    scene.emit("news", seen=await scene.news_until(client, "closed"))
    await scene.request("afterwards", publisher, "work")


async def echo_off(scene):
    quiet, other = await scene.connect(no_echo=True), await scene.connect()
    own, foreign = await quiet.subscribe("e"), await other.subscribe("e")
    queue = await quiet.subscribe("e", queue="q")
    await flushed(other)
    await quiet.publish("e", b"from quiet")
    await flushed(quiet)
    await other.publish("e", b"from other")
    await flushed(other)
    await scene.received("own", own, 1)
    await scene.received("queue", queue, 1)
    await scene.received("foreign", foreign, 2)
    # Its own subscription is no responder for itself.
    await quiet.subscribe("only.me")
    await scene.request("own service", quiet, "only.me")


async def verbose_and_pedantic(scene):
    client = await scene.connect(verbose=True, pedantic=True, skip_subject_validation=True)
    subscription = await client.subscribe("v.*")
    await client.publish("v.ok", b"1")
    await scene.received("v", subscription, 1)
    await client.publish("v..bad", b"2")
    # nats-py gives up on any -ERR that is not about permissions.
    scene.emit("news", seen=await scene.news_until(client, "closed"))
