"""TLS: who proves what to whom, and when."""


async def greet(scene, label, subject, **options):
    client = await scene.login(label, **options)
    if client:
        subscription = await client.subscribe(subject)
        await client.publish(subject, b"x" * 20_000)
        message = await subscription.next_msg(timeout=5)
        scene.emit("echo", as_=label, size=len(message.data))
    return client


async def server_certificate(scene):
    client = await greet(scene, "trusting", "x", tls=scene.tls())
    scene.emit("info", tls_required=client._server_info.get("tls_required"))
    await greet(scene, "tls scheme", "x", scheme="tls", tls=scene.tls())
    await greet(scene, "distrusting", "x", tls=scene.tls(ca="stranger/ca.pem"))


async def client_certificate(scene):
    client = await greet(scene, "known", "x", tls=scene.tls(cert="client"))
    info = client._server_info
    scene.emit("info", tls_required=info.get("tls_required"), tls_verify=info.get("tls_verify"))
    await scene.login("without", tls=scene.tls())
    await scene.login("stranger", tls=scene.tls(cert="stranger/client"))


async def certificate_is_user(scene):
    await greet(scene, "by e-mail", "mail.x", tls=scene.tls(cert="mapped"))
    client = await greet(scene, "by subject", "name.x", tls=scene.tls(cert="client"))
    await client.publish("mail.x")
    scene.emit("news", error=await scene.news(client))
    await scene.login("without a user", tls=scene.tls(cert="server"))


async def handshake_first(scene):
    client = await greet(scene, "first", "x", tls=scene.tls(), tls_handshake_first=True)
    scene.emit("info", tls_required=client._server_info.get("tls_required"))


async def optional(scene):
    client = await greet(scene, "plain", "x")
    info = client._server_info
    scene.emit("info", tls_required=info.get("tls_required"), tls_available=info.get("tls_available"))
    await greet(scene, "encrypted", "x", scheme="tls", tls=scene.tls())
