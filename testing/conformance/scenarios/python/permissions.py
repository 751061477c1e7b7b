"""What a user may do, and what it is told when it may not."""

from scene import flushed


async def connect(scene, user):
    return await scene.connect(user=user, password="p")


async def publish(scene):
    admin, publisher = await connect(scene, "admin"), await connect(scene, "publisher")
    everything = await admin.subscribe(">")
    await flushed(admin)
    for subject in ["orders.new", "orders.secret", "orders.1.audit", "orders.1.audit.x", "log.a", "log.a.b", "other"]:
        await publisher.publish(subject, b"x")
    await flushed(publisher)
    await publisher.publish("orders.new", b"with reply", reply="anything.goes")
    await flushed(publisher)
    await scene.received("admin", everything, 4)
    await scene.no_news(publisher)
    await admin.subscribe("orders.secret")
    await scene.request("forbidden request", publisher, "orders.secret", timeout=0.3)


async def subscribe(scene):
    admin, subscriber = await connect(scene, "admin"), await connect(scene, "subscriber")
    subscriptions = {}
    for subject in ["orders.new", "orders.secret", "orders.1.audit", "log.*", "log.>", "other", ">", "*.new"]:
        subscriptions[subject] = await subscriber.subscribe(subject)
        await flushed(subscriber)
    await scene.no_news(subscriber)
    await subscriber.publish("orders.new", b"it may not publish either")
    await scene.no_news(subscriber)
    for subject in ["orders.new", "orders.secret", "log.a", "other"]:
        await admin.publish(subject, b"x")
    await flushed(admin)
    await flushed(subscriber)
    scene.emit("pending", **{subject: s.pending_msgs for subject, s in subscriptions.items()})


async def deny_inside_wildcard(scene):
    admin, subscriber = await connect(scene, "admin"), await connect(scene, "subscriber")
    wildcard = await subscriber.subscribe("orders.>")
    queue = await subscriber.subscribe("orders.*", queue="q")
    await flushed(subscriber)
    for subject in ["orders.new", "orders.secret", "orders.1.audit", "orders.1.other", "orders.old"]:
        await admin.publish(subject, b"x")
    await flushed(admin)
    await flushed(subscriber)
    await scene.received("wildcard", wildcard, 3)
    await scene.received("queue", queue, 2)
    scene.emit("left", wildcard=wildcard.pending_msgs, queue=queue.pending_msgs)
    await scene.no_news(subscriber)


async def queues(scene):
    worker = await connect(scene, "worker")
    for subject, queue in [
        ("work.any", ""),
        ("work.any", "whatever"),
        ("work.queue", ""),
        ("work.queue", "v1"),
        ("work.queue", "v2"),
        ("work.queue", "x1"),
        ("work.mixed", "good"),
        ("work.mixed", "bad"),
        ("work.mixed", ""),
    ]:
        await worker.subscribe(subject, queue=queue)
        await flushed(worker)
        seen = []
        while not worker.news.empty():
            seen.append(worker.news.get_nowait())
        scene.emit("subscribed", subject=subject, queue=queue, news=seen)


async def responses(scene):
    admin = await connect(scene, "admin")
    inbox = await admin.subscribe("inbox.>")
    for user in ["responder", "generous"]:
        responder = await connect(scene, user)
        service = await responder.subscribe(f"service.{user}")
        await flushed(responder)
        await admin.publish(f"service.{user}", b"question", reply=f"inbox.{user}")
        await flushed(admin)
        request = await service.next_msg(timeout=5)
        for number in range(3):
            await responder.publish(request.reply, f"answer {number}".encode())
        await responder.publish("inbox.unasked", b"nobody asked")
        await flushed(responder)
        await scene.no_news(responder)
    await scene.received("admin", inbox, 3)
    await scene.silent("admin", inbox)


async def defaults(scene):
    client = await connect(scene, "default")
    allowed = await client.subscribe("PUBLIC.x")
    await client.subscribe("SANDBOX.x")
    await client.publish("SANDBOX.x", b"")
    await client.publish("PUBLIC.x", b"")
    await scene.no_news(client)
    scene.emit("pending", allowed=allowed.pending_msgs)
