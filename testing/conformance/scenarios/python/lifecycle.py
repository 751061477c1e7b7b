"""Servers that go away, clients that cannot keep up."""

import asyncio

from scene import flushed


async def reconnect(scene):
    client = await scene.connect(allow_reconnect=True, reconnect_time_wait=0.05, max_reconnect_attempts=-1)
    other = await scene.connect(allow_reconnect=True, reconnect_time_wait=0.05, max_reconnect_attempts=-1)
    subscription = await client.subscribe("r.*")
    limited = await client.subscribe("r.limited")
    await limited.unsubscribe(limit=2)
    await client.publish("r.limited", b"before")
    await flushed(client)
    await scene.control("restart")
    for label, one in [("client", client), ("other", other)]:
        await scene.news_until(one, "reconnected")
        scene.emit("reconnected", who=label, reconnects=one.stats["reconnects"])
    await flushed(client)
    for number in range(3):
        await other.publish("r.limited", str(number).encode())
    await flushed(other, client)
    await scene.received("subscription", subscription, 4)
    await scene.received("limited", limited, 2)


async def lame_duck(scene):
    said = asyncio.Event()

    async def lame():
        said.set()

    client = await scene.connect(lame_duck_mode_cb=lame)
    subscription = await client.subscribe("still.here")
    await flushed(client)
    await scene.control("lame_duck")
    await asyncio.wait_for(said.wait(), 5)
    scene.emit("lame duck")
    await client.publish("still.here", b"yes")
    await scene.received("during", subscription, 1)
    try:
        await asyncio.open_connection(*scene.server.split(":"))
    except OSError as problem:
        scene.emit("no newcomers", error=type(problem).__name__)
    scene.emit("news", seen=await scene.news_until(client, "closed"))


async def slow_consumer(scene):
    slow = await scene.connect(allow_reconnect=False)
    publisher, healthy = await scene.connect(), await scene.connect()
    await slow.subscribe("flood")
    subscription = await healthy.subscribe("flood")
    await flushed(slow)
    await flushed(healthy)
    slow._transport._io_writer.transport.pause_reading()
    received = 0
    for _ in range(40):
        for _ in range(25):
            await publisher.publish("flood", b"x" * 50_000)
        await flushed(publisher)
        while subscription.pending_msgs or received % 25:
            await subscription.next_msg(timeout=5)
            received += 1
    scene.emit("healthy", received=received)
    slow._transport._io_writer.transport.resume_reading()
    await scene.news_until(slow, "closed")
    scene.emit("the slow one is gone")
    await publisher.publish("flood", b"after")
    await scene.received("healthy", subscription, 1)
