// Many subscribers that drop and come back, while servers do: node chaos.mjs <folder> <drops>
// In the folder, who.json has the subscribers ({ token, after, transport, person }), and now.json the addresses of the moment
// (`urls`); at the end also how many notifications each person has by then (`counts`). Of a
// hundred events, `drops` make a subscriber drop. Prints what each subscriber took.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';

const [folder, dropsInHundred] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const any = (list) => list[Math.floor(Math.random() * list.length)];
const url = () => any(read('now.json').urls);
const drops = () => Math.random() * 100 < Number(dropsInHundred);
const query = `subscription($after: String) { notifications(after: $after) {
  notification { liveCursor subject { ... on Transaction { note } } } gap { reason } } }`;
let changed = Date.now();

// Takes an event. Whatever is not one event of this person is a fault.
function take(subscriber, { data, errors }) {
  const notification = data?.notifications?.notification;
  if (errors || !notification) {
    subscriber.faults.push(JSON.stringify({ data, errors }));
    return;
  }
  changed = Date.now();
  subscriber.variables.after = notification.liveCursor;
  // What is no payment of the test has no note, for example a top-up that was confirmed late.
  if (notification.subject?.note) subscriber.notes.push(notification.subject.note);
}

function followWs(subscriber) {
  let socket;
  const client = createWs({
    url: () => url().replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${subscriber.token}` },
    retryAttempts: Infinity,
    retryWait: () => pause(50 + Math.random() * 200),
    shouldRetry: () => true,
    on: { connected: (opened) => { socket = { opened, isCut: false }; subscriber.connections++; } },
  });
  client.subscribe({ query, variables: subscriber.variables }, {
    next: (result) => {
      // What still comes over a line that was cut is not taken.
      if (socket.isCut) return;
      take(subscriber, result);
      if (drops()) { socket.isCut = true; socket.opened.terminate(); }
    },
    error: (error) => subscriber.faults.push(`error ${error?.code ?? ''} ${error?.reason ?? JSON.stringify(error)}`),
    complete: () => subscriber.faults.push('complete'),
  });
}

async function followSse(subscriber) {
  while (true) {
    await new Promise((resolve) => {
      const client = createSse({ url, headers: { authorization: `Bearer ${subscriber.token}` }, retryAttempts: 0 });
      let isCut = false;
      const end = () => { isCut = true; client.dispose(); resolve(); };
      subscriber.connections++;
      client.subscribe({ query, variables: subscriber.variables }, {
        next: (result) => {
          if (isCut) return;
          take(subscriber, result);
          if (drops()) end();
        },
        error: end,
        complete: () => { if (!isCut) subscriber.faults.push('complete'); end(); },
      });
    });
    await pause(50 + Math.random() * 200);
  }
}

const subscribers = read('who.json').map((who) => ({
  ...who, variables: { after: who.after }, notes: [], faults: [], connections: 0,
}));
for (const subscriber of subscribers) {
  if (subscriber.transport === 'ws') followWs(subscriber); else followSse(subscriber);
}

// Waits until all have what they are to have, or until nothing comes any more for long. Then what is too much may come.
const hasAll = ({ notes, person }, counts) => notes.length >= counts[person];
while (true) {
  await pause(200);
  const { counts } = read('now.json');
  if (counts && (subscribers.every((subscriber) => hasAll(subscriber, counts)) || Date.now() - changed > 90_000)) break;
}
await pause(1_000);
const taken = subscribers.map(({ person, notes, faults, connections }) => ({ person, notes, faults, connections }));

// A pipe takes 64 KiB at a time, and an exit does not wait for the rest.
process.stdout.write(`${JSON.stringify(taken)}\n`, () => process.exit(0));
