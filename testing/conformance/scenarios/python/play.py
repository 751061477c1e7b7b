"""Plays one scenario with nats-py: `play.py GROUP NAME`, with SERVER and CERTS in the environment."""

import asyncio
import importlib
import sys

from scene import Scene


async def main(group, name):
    scene = Scene()
    try:
        await asyncio.wait_for(getattr(importlib.import_module(group), name)(scene), 50)
    finally:
        await scene.end()


asyncio.run(main(*sys.argv[1:]))
