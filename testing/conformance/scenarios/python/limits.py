"""Limits of the server."""

from scene import flushed


async def max_payload(scene):
    client = await scene.connect()
    scene.emit("told", max_payload=client.max_payload)
    subscription = await client.subscribe("p")
    await client.publish("p", b"x" * 1024)
    await client.publish("p", b"x" * 1000, headers={"H": "1"})
    scene.emit("fits", sizes=[len((await subscription.next_msg()).data) for _ in range(2)])
    try:
        await client.publish("p", b"x" * 1025)
    except Exception as problem:
        scene.emit("the client knows", error=type(problem).__name__)
    # The server is asked all the same.
    client._max_payload = 10_000
    await client.publish("p", b"x" * 1025)
    scene.emit("news", seen=await scene.news_until(client, "closed"))


async def max_subscriptions(scene):
    client = await scene.connect()
    subscriptions = [await client.subscribe(f"s.{n}") for n in range(3)]
    await subscriptions[0].unsubscribe()
    subscriptions.append(await client.subscribe("s.3"))
    for subject in ["s.0", "s.1", "s.2", "s.3"]:
        await client.publish(subject)
    await flushed(client)
    scene.emit("pending", counts=[s.pending_msgs for s in subscriptions[1:]])
    await client.subscribe("s.4")
    # nats-py gives up on any -ERR that is not about permissions.
    scene.emit("news", seen=await scene.news_until(client, "closed"))
