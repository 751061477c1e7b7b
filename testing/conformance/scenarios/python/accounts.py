"""Accounts: what stays inside, and what crosses."""

import json

from scene import about, flushed


async def connect(scene, user, **options):
    return await scene.connect(user=user, password=options.pop("password", user), **options)


async def supply_and_demand(scene):
    supply = await connect(scene, "supply", password="p")
    demand = await connect(scene, "demand", password="p")
    return supply, demand


async def answer(scene, client, subject, *answers):
    """A service that tells what it was asked and answers with each of `answers`."""

    async def respond(message):
        scene.emit("asked", at=subject, **about(message))
        for text in answers:
            await message.respond(text)

    await client.subscribe(subject, cb=respond)
    await flushed(client)


async def page_isolation(scene):
    a, b = await connect(scene, "a"), await connect(scene, "b")
    at_a, at_b = await a.subscribe(">"), await b.subscribe(">")
    await flushed(a, b)
    await a.publish("same.subject", b"from a")
    await flushed(a)
    await b.publish("same.subject", b"from b")
    await flushed(b)
    await scene.received("a", at_a, 1)
    await scene.received("b", at_b, 1)
    await a.subscribe("only.in.a")
    await flushed(a)
    await scene.request("b asks a", b, "only.in.a", timeout=0.3)
    await scene.login("a with b's password", user="a", password="b")
    await scene.login("nobody")


async def page_exports(scene):
    a, b = await connect(scene, "a"), await connect(scene, "b")
    # An export alone moves nothing.
    at_b = await b.subscribe(">")
    await flushed(b)
    for subject in ["puba.x", "b.x"]:
        await a.publish(subject, b"from a")
    await flushed(a)
    await answer(scene, a, "q.b", b"never asked")
    await scene.request("b asks", b, "q.b", timeout=0.3)
    await flushed(b)
    # Its own request comes back to its own `>`.
    await scene.received("b", at_b, 0)
    scene.emit("pending", b=at_b.pending_msgs)


async def page_streams(scene):
    a, b, c = [await connect(scene, user) for user in "abc"]
    at_b = {s: await b.subscribe(s) for s in ["b.>", "b.x", "puba.>", "from_a.>"]}
    at_c = {s: await c.subscribe(s) for s in ["from_a.puba.>", "from_a.puba.x", "puba.>", "b.>", "from_a.*.*"]}
    await flushed(b, c)
    for subject in ["b.x", "b.y.z", "puba.x", "puba.y.z", "b", "puba"]:
        await a.publish(subject, b"from a")
    await flushed(a, b, c)
    for label, subscriptions in [("b", at_b), ("c", at_c)]:
        for subject, subscription in subscriptions.items():
            seen = []
            while subscription.pending_msgs:
                seen.append(about(await subscription.next_msg()))
            scene.emit("received", by=label, on=subject, messages=seen)


async def page_services(scene):
    a, b, c = [await connect(scene, user) for user in "abc"]
    await answer(scene, a, "q.b", b"for b")
    await answer(scene, a, "pubq.>", b"for everyone")
    await scene.request("b, q.b", b, "q.b", b"please")
    await scene.request("c, q.b", c, "q.b")
    await scene.request("b, pubq.C", b, "pubq.C")
    await scene.request("c, pubq.C", c, "pubq.C")
    # The importer's own clients see the local subject, the exporter sees its own.
    local, answers = await c.subscribe("Q"), await c.subscribe("c.inbox")
    await flushed(c)
    await c.publish("Q", b"by hand", reply="c.inbox")
    await scene.received("answers", answers, 1)
    await scene.received("local", local, 1)
    await local.unsubscribe()
    await scene.request("c, Q", c, "Q", b"please")
    await scene.request("with headers", c, "Q", b"please", headers={"Trace": "1"})


async def stream_remapping(scene):
    supply, demand = await supply_and_demand(scene)
    subjects = ["in.supply.events.>", "alarm", "swapped.*.*", "swapped.b.>", "news", "events.>"]
    subscriptions = {subject: await demand.subscribe(subject) for subject in subjects}
    await flushed(demand)
    for subject in ["events.fire", "events.water", "pairs.a.b", "pairs.x.y", "tenants.DEMAND.news", "tenants.X.news"]:
        await supply.publish(subject, b"!", headers={"From": "supply"}, reply="somewhere")
    await flushed(supply, demand)
    for subject, subscription in subscriptions.items():
        seen = []
        while subscription.pending_msgs:
            seen.append(about(await subscription.next_msg()))
        scene.emit("received", on=subject, messages=seen)


async def service_remapping(scene):
    supply, demand = await supply_and_demand(scene)
    await answer(scene, supply, "lookup.*.*", b"found")
    await scene.request("mapped", demand, "find.lamp.in.kitchen", b"where")
    await scene.request("too short", demand, "find.lamp.in")
    await scene.request("original subject", demand, "lookup.kitchen.lamp")


async def response_types(scene):
    supply, demand = await supply_and_demand(scene)
    inbox = await demand.subscribe("inbox.>")
    await flushed(demand)
    for service, subject in [("svc.single", "svc.single"), ("svc.stream", "svc.stream"), ("svc.chunked", "chunks")]:
        await answer(scene, supply, service, b"one", b"two", b"", b"four")
        await demand.publish(subject, b"question", reply=f"inbox.{subject}")
        await flushed(demand)
        first = await inbox.next_msg(timeout=5)
        await flushed(supply, demand)
        answers = [first]
        while inbox.pending_msgs:
            answers.append(await inbox.next_msg())
        scene.emit("answers", to=subject, messages=[about(message) for message in answers])


async def account_token_position(scene):
    supply, demand = await supply_and_demand(scene)
    await answer(scene, supply, "private.*.get", b"yours")
    await scene.request("mine", demand, "mine")
    await scene.request("directly", demand, "private.DEMAND.get")


async def no_responders_across(scene):
    supply, demand = await supply_and_demand(scene)
    await scene.request("nobody serves", demand, "svc.single", timeout=0.5)
    await scene.request("nobody serves, mapped", demand, "mine", timeout=0.5)
    await answer(scene, supply, "svc.single", b"here now")
    await scene.request("somebody serves", demand, "svc.single")


async def queue_across(scene):
    supply, demand = await supply_and_demand(scene)
    counts = [0, 0]

    def worker(number):
        async def respond(message):
            counts[number] += 1
            await message.respond(b"done")

        return respond

    for number in range(2):
        await supply.subscribe("svc.single", queue="workers", cb=worker(number))
    queues = [await demand.subscribe("in.supply.events.>", queue="readers") for _ in range(2)]
    await flushed(supply, demand)
    for _ in range(40):
        await demand.request("svc.single", timeout=5)
        await supply.publish("events.x")
    await flushed(supply, demand)
    scene.emit("served", sum=sum(counts), everyone_works=min(counts) > 0)
    scene.emit("read", sum=sum(queue.pending_msgs for queue in queues))


async def latency(scene):
    supply, demand = await supply_and_demand(scene)
    metrics = await supply.subscribe("latency.timed")
    await answer(scene, supply, "timed", b"done")
    await scene.request("timed", demand, "timed")
    metric = json.loads((await metrics.next_msg(timeout=5)).data)
    scene.emit("metric", document=json.dumps(metric))


async def mappings(scene):
    client = await connect(scene, "m", password="p")
    everything = await client.subscribe(">")
    for subject in [
        "plain",
        "swap.a.b",
        "named.x",
        *[f"shard.{key}" for key in ["a", "b", "hello", "gannet"]],
        "split.a-b-c",
        "cut.hello",
        "slice.hello",
        "edge.hello",
        "edge.h",
        "gone",
        "kept",
        "untouched",
    ]:
        await client.publish(subject, subject.encode(), reply="plain")
        await scene.received("all", everything, 1)
    await scene.request("nobody", client, "swap.only.two.three")


async def limits(scene):
    first = await scene.login("first", user="small", password="p")
    second = await scene.login("second", user="small", password="p")
    await scene.login("third", user="small", password="p")
    await scene.login("another account", user="free", password="p")
    # Subscriptions are counted per connection.
    for client in [first, second]:
        for number in range(3):
            await client.subscribe(f"s.{number}")
        await scene.no_news(client)
    await second.subscribe("s.3")
    scene.emit("news", seen=await scene.news_until(second, "closed"))
    scene.emit("told", max_payload=first.max_payload)
    first._max_payload = 10_000
    await first.publish("s.3", b"x" * 101)
    scene.emit("news", seen=await scene.news_until(first, "closed"))
    await scene.login("after one left", user="small", password="p")
