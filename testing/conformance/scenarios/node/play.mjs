// Plays one scenario with @nats-io/transport-node: `play.mjs GROUP NAME`, with SERVER and CERTS in the environment.

import { Scene } from "./scene.mjs";

const [group, name] = process.argv.slice(2);
const scenario = (await import(`./${group}.mjs`))[name];
if (!scenario) {
  throw new Error(`no scenario is called ${group}/${name}`);
}
const scene = new Scene();
try {
  await scenario(scene);
} finally {
  await scene.end();
}
process.exit(0);
