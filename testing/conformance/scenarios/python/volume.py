"""Much of it: large payloads, many subscriptions, many messages."""

import hashlib

from scene import PATIENCE, flushed


async def payloads_up_to_the_limit(scene):
    publisher, receiver = await scene.connect(), await scene.connect()
    subscription = await receiver.subscribe("big")
    await flushed(receiver)
    for size in [0, 1, 4095, 4096, 4097, 65_535, 65_536, 500_000, 1_048_575, 1_048_576]:
        payload = (b"0123456789abcdef" * (size // 16 + 1))[:size]
        await publisher.publish("big", payload)
        message = await subscription.next_msg(timeout=PATIENCE)
        scene.emit("got", size=len(message.data), digest=hashlib.sha256(message.data).hexdigest())
    await publisher.publish("big", b"x" * 1_000_000, headers={"H": "y" * 40_000})
    message = await subscription.next_msg(timeout=PATIENCE)
    scene.emit("got", size=len(message.data), header=len(message.headers["H"]))


async def many_subscriptions(scene):
    client = await scene.connect()
    subscriptions = [await client.subscribe(f"many.{n}.x") for n in range(3000)]
    wildcard = await client.subscribe("many.*.x", pending_msgs_limit=10_000)
    for n in range(3000):
        await client.publish(f"many.{n}.x")
    await flushed(client)
    scene.emit("each", got=sorted({s.pending_msgs for s in subscriptions}), wildcard=wildcard.pending_msgs)
    for subscription in subscriptions[::2]:
        await subscription.unsubscribe()
    for n in range(3000):
        await client.publish(f"many.{n}.x")
    await flushed(client)
    scene.emit("odd", got=sorted({s.pending_msgs for s in subscriptions[1::2]}), wildcard=wildcard.pending_msgs)


async def in_order(scene):
    publisher, receiver = await scene.connect(), await scene.connect()
    subscription = await receiver.subscribe("seq.*", pending_msgs_limit=50_000)
    await flushed(receiver)
    for n in range(20_000):
        await publisher.publish(f"seq.{n % 7}", str(n).encode())
    await flushed(publisher)
    got = [int((await subscription.next_msg(timeout=PATIENCE)).data) for _ in range(20_000)]
    scene.emit("received", count=len(got), in_order=got == sorted(got))
