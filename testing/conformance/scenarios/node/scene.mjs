// What every scenario works with: connections to the server, and lines about what they see.

import { createInterface } from "node:readline";
import { connect, headers, nkeyAuthenticator } from "@nats-io/transport-node";

// How long something that must come may take, and how long something that must not come is waited for. The second is
// only used where no other message can prove the absence.
export const PATIENCE = 5000;
export const SILENCE = 300;

const BROKEN = "the connection broke";

export class Scene {
  server = process.env.SERVER;
  certs = process.env.CERTS;
  clients = [];
  #input = createInterface({ input: process.stdin });

  emit(event, fields = {}) {
    process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
  }

  // A connection that collects its asynchronous errors and other news in `client.news`.
  async connect(options = {}) {
    const client = await connect({ servers: this.server, reconnect: false, timeout: PATIENCE, ...options });
    client.news = new Inbox();
    const report = async () => {
      for await (const status of client.status()) {
        if (["error", "disconnect", "reconnect", "ldm"].includes(status.type)) {
          client.news.put(status.error ? describe(status.error) : status.type);
        }
      }
    };
    report();
    client.closed().then((error) => client.news.put(error ? `closed, ${describe(error)}` : "closed"));
    this.clients.push(client);
    return client;
  }

  // Connects with `options`, and tells how it went; a connection that stands must carry a message. Whether a refusal is
  // read before the reset that follows it is a race, so a reason is asked for several times.
  async login(label, options = {}, attempts = 5) {
    try {
      const client = await this.connect(options);
      await client.flush();
      this.emit("welcome", { as_: label });
      return client;
    } catch (problem) {
      const error = describe(problem);
      if (error === BROKEN && attempts > 1) {
        return this.login(label, options, attempts - 1);
      }
      this.emit("refused", { as_: label, error });
      return null;
    }
  }

  // A subscription that keeps what it gets in an `Inbox`; its errors are news of the connection.
  subscribe(client, subject, options = {}) {
    const inbox = new Inbox();
    inbox.subscription = client.subscribe(subject, {
      ...options,
      callback: (error, message) => {
        if (!error) {
          inbox.put(message);
        }
      },
    });
    return inbox;
  }

  // A service that tells what it was asked and answers with each of `answers`, payloads or functions of the request.
  async serve(client, subject, ...answers) {
    client.subscribe(subject, {
      callback: (error, message) => {
        if (error) {
          return;
        }
        this.emit("asked", { at: subject, ...about(message) });
        for (const answer of answers) {
          message.respond(typeof answer === "function" ? answer(message) : answer);
        }
      },
    });
    await client.flush();
  }

  // All news up to the one that starts with `last`.
  async newsUntil(client, last) {
    const seen = [];
    do {
      seen.push(await client.news.next());
    } while (!seen.at(-1).startsWith(last));
    return seen;
  }

  // Everything asynchronous must have come by now: the server answers in order.
  async noNews(client) {
    await client.flush();
    await tick();
    this.emit("no more news", { seen: client.news.all() });
  }

  // The next `count` messages.
  async received(label, inbox, count) {
    for (let n = 0; n < count; n++) {
      this.emit("message", { to: label, ...about(await inbox.next()) });
    }
  }

  // Nothing more must come.
  async silent(label, inbox) {
    const message = await inbox.next(SILENCE).catch(() => null);
    this.emit(message ? "unexpected message" : "silence", { to: label, ...(message ? about(message) : {}) });
  }

  // A request, and its answer or why there was none.
  async request(label, client, subject, payload = "", options = {}) {
    try {
      const message = await client.request(subject, payload, { timeout: PATIENCE, ...options });
      this.emit("answer", { to: label, data: message.string(), headers: headersOf(message) });
    } catch (problem) {
      this.emit("no answer", { to: label, error: describe(problem) });
    }
  }

  // TLS options that trust `ca` and show `cert`.
  tls({ ca = "ca", cert, ...rest } = {}) {
    const file = (name) => `${this.certs}/${name}.pem`;
    return { caFile: file(ca), ...(cert ? { certFile: file(cert), keyFile: file(`${cert}-key`) } : {}), ...rest };
  }

  // Has the server restarted or the like, and returns when that is done.
  async control(action) {
    const done = new Promise((resolve) => this.#input.once("line", resolve));
    process.stdout.write(`${JSON.stringify({ control: action })}\n`);
    await done;
  }

  async end() {
    this.#input.close();
    await Promise.all(this.clients.map((client) => client.close()));
  }
}

// What has come and nobody has asked for yet.
export class Inbox {
  #items = [];
  #waiting = [];

  put(item) {
    const waiting = this.#waiting.shift();
    if (waiting) {
      waiting(item);
    } else {
      this.#items.push(item);
    }
  }

  get length() {
    return this.#items.length;
  }

  all() {
    return this.#items.splice(0);
  }

  next(patience = PATIENCE) {
    if (this.#items.length > 0) {
      return Promise.resolve(this.#items.shift());
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(new Error(`nothing came within ${patience} ms`));
      }, patience);
      const waiting = (item) => {
        clearTimeout(timer);
        resolve(item);
      };
      this.#waiting.push(waiting);
    });
  }
}

// Returns when the server has carried out what the clients have asked for, one after the other.
export async function flushed(...clients) {
  for (const client of clients) {
    await client.flush();
  }
}

// Lets callbacks run that are due.
export function tick() {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

// What a message looks like to the one who gets it.
export function about(message) {
  const data = Buffer.from(message.data).toString("latin1");
  return {
    subject: message.subject,
    data: data.length < 300 ? data : `${data.length} bytes`,
    ...(message.reply ? { reply: message.reply } : {}),
    ...(message.headers ? { headers: headersOf(message) } : {}),
  };
}

function headersOf(message) {
  if (!message.headers) {
    return null;
  }
  const { headers } = message;
  const status = headers.code ? { status: `${headers.code} ${headers.description}` } : {};
  return { ...status, ...Object.fromEntries([...headers].map(([key, values]) => [key, values.join(" | ")])) };
}

// Headers from pairs, several of one name allowed.
export function withHeaders(...pairs) {
  const made = headers();
  pairs.forEach(([key, value]) => made.append(key, value));
  return made;
}

export function nkey(seed) {
  return nkeyAuthenticator(new TextEncoder().encode(seed));
}

// An error without what differs from run to run.
export function describe(problem) {
  if (problem.code === "ECONNRESET" || problem.code === "EPIPE" || /^ERR_SSL|^ERR_TLS/.test(problem.code ?? "")) {
    return BROKEN;
  }
  const cause = problem.cause ? `, ${describe(problem.cause)}` : "";
  return `${problem.name}: ${problem.message}${cause}`;
}
