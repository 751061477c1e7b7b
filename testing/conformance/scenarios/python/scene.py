"""What every scenario works with: connections to the server, and lines about what they see."""

import asyncio
import json
import os
import ssl
import sys

import nats

# How long something that must come may take, and how long something that must not come is waited for. The second is
# only used where no other message can prove the absence.
PATIENCE = 5
SILENCE = 0.3

BROKEN = "the connection broke"


class Scene:
    def __init__(self):
        self.server = os.environ["SERVER"]
        self.certs = os.environ["CERTS"]
        self.clients = []

    def emit(self, event, **fields):
        print(json.dumps({"event": event, **fields}), flush=True)

    async def connect(self, scheme="nats", **options):
        """A connection that collects its asynchronous errors and other news in `news`."""
        news = asyncio.Queue()

        async def error(problem):
            # Whether a broken connection is told before it is closed is a race.
            if not isinstance(problem, ConnectionError):
                await news.put(describe(problem))

        client = nats.NATS()

        async def disconnected():
            await news.put("disconnected")

        async def reconnected():
            await news.put("reconnected")

        async def closed():
            # An -ERR that closes the connection is told to no callback.
            await news.put("closed" if client.last_error is None else f"closed, {describe(client.last_error)}")

        await client.connect(
            f"{scheme}://{self.server}",
            error_cb=error,
            disconnected_cb=disconnected,
            reconnected_cb=reconnected,
            closed_cb=closed,
            **{"allow_reconnect": False, "connect_timeout": PATIENCE, **options},
        )
        client.news = news
        self.clients.append(client)
        return client

    async def login(self, label, **options):
        """Connects with `options`, and tells how it went; a connection that stands must carry a message.

        Whether a refusal is read before the reset that follows it is a race, so a reason is asked for several times.
        """
        for _ in range(8):
            try:
                client = await self.connect(**options)
                await flushed(client)
            except Exception as problem:
                reason = describe(problem)
                if reason != BROKEN:
                    break
            else:
                self.emit("welcome", as_=label)
                return client
        self.emit("refused", as_=label, error=reason)
        return None

    async def news(self, client):
        """The next asynchronous error or change of the connection."""
        return await asyncio.wait_for(client.news.get(), PATIENCE)

    async def news_until(self, client, last):
        """All news up to the one that starts with `last`."""
        seen = [await self.news(client)]
        while not seen[-1].startswith(last):
            seen.append(await self.news(client))
        return seen


    async def no_news(self, client):
        """Everything asynchronous must have come by now: the server answers in order."""
        await flushed(client)
        seen = []
        while not client.news.empty():
            seen.append(client.news.get_nowait())
        self.emit("no more news", seen=seen)

    async def received(self, label, subscription, count, field=None):
        """The next `count` messages of a subscription."""
        for _ in range(count):
            message = await subscription.next_msg(timeout=PATIENCE)
            self.emit("message", to=label, **about(message))

    async def silent(self, label, subscription):
        """Nothing more must come."""
        try:
            message = await subscription.next_msg(timeout=SILENCE)
            self.emit("unexpected message", to=label, **about(message))
        except nats.errors.TimeoutError:
            self.emit("silence", to=label)

    async def request(self, label, client, subject, payload=b"", **options):
        """A request, and its answer or why there was none."""
        try:
            message = await client.request(subject, payload, timeout=options.pop("timeout", PATIENCE), **options)
            self.emit("answer", to=label, data=message.data.decode(), headers=headers(message))
        except Exception as problem:
            self.emit("no answer", to=label, error=describe(problem))

    def tls(self, ca="ca.pem", cert=None):
        """A TLS context that trusts `ca` and shows `cert`."""
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=f"{self.certs}/{ca}")
        if cert:
            context.load_cert_chain(f"{self.certs}/{cert}.pem", f"{self.certs}/{cert}-key.pem")
        return context

    async def control(self, action):
        """Has the server restarted or the like, and returns when that is done."""
        print(json.dumps({"control": action}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)

    async def end(self):
        for client in self.clients:
            if not client.is_closed:
                await client.close()


async def flushed(*clients):
    """Returns when the server has carried out what the clients have asked for, one after the other."""
    for client in clients:
        # A first PING overtakes what waits to be written, the second one comes after it.
        await client.flush()
        await client.flush()


def about(message):
    """What a message looks like to the one who gets it."""
    data = message.data.decode("latin-1")
    seen = {"subject": message.subject, "data": data if len(data) < 300 else f"{len(data)} bytes"}
    if message.reply:
        seen["reply"] = message.reply
    if message.headers:
        seen["headers"] = headers(message)
    return seen


def headers(message):
    return dict(message.headers) if message.headers else None


def describe(problem):
    """An error without what differs from run to run."""
    if isinstance(problem, (ssl.SSLError, ConnectionError)):
        # Whether the alert or the reset is seen first is a race.
        return BROKEN
    return f"{type(problem).__name__}: {problem}"
