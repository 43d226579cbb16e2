// Runs a snippet of docs/live.md: node live.mjs <urql|apollo|relay> <url> <token> <after> <count>
// The connection is lost after every fifth notification. Without a token nobody is signed in: then it asks once over HTTP, and
// once over the socket, for what needs no token.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import WebSocket from 'ws';

const [name, url, token, after, count] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(here, '../../../../docs/live.md'), 'utf8');
const folder = mkdtempSync(join(here, '.snippets-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
for (const [, file, code] of page.matchAll(/^```js (\S+)\n(.*?)^```/gms)) {
  writeFileSync(join(folder, file), code);
}

// As a browser has it, but that the line is cut after five results. What still comes over a line that was cut is not taken.
let connections = 0;
globalThis.WebSocket = class extends WebSocket {
  results = 0;

  constructor(...of) {
    super(...of);
    connections++;
  }

  emit(event, ...of) {
    if (event !== 'message') return super.emit(event, ...of);
    if (this.results === 5) return false;
    const isHeard = super.emit(event, ...of);
    if (String(of[0]).includes('"type":"next"') && ++this.results === 5) this.terminate();
    return isHeard;
  }
};

const query = `subscription Live($after: String) { notifications(after: $after) {
  notification { liveCursor subject { __typename ... on Transaction { note } } } gap { reason resumeFrom } } }`;
const snippet = await import(pathToFileURL(join(folder, `${name}.js`)));
const notes = [];
let done;
const finished = new Promise((resolve, reject) => { done = { resolve, reject }; });
const next = ({ data, errors, error }) => {
  if (errors ?? error) { done.reject(new Error(JSON.stringify(errors ?? error))); return; }
  notes.push(data.notifications.notification.subject.note);
  if (notes.length === Number(count)) { done.resolve(); }
};

const who = '{ viewer { id } }';
const around = 'subscription { dealsNearby(near: { latitude: 1, longitude: 1, radiusMeters: 1 }) { snapshotComplete } }';
const over = (subscribe) => new Promise((resolve, reject) => subscribe({
  next: (result) => (result.errors ?? result.error ? reject(new Error(JSON.stringify(result.errors ?? result.error))) : resolve(result.data)),
  error: reject,
}));
const request = (text, operationKind) => ({ text, name: 'Once', operationKind, id: null, cacheID: text, metadata: {} });
const signedOut = {
  urql: async () => {
    const { gql } = await import('@urql/core');
    const client = snippet.urqlClient(url, () => null);
    return [(await client.query(gql(who), {})).data, await over((sink) => client.subscription(gql(around), {}).subscribe(sink.next))];
  },
  apollo: async () => {
    const { gql } = await import('@apollo/client');
    const client = snippet.apolloClient(url, () => null);
    return [(await client.query({ query: gql(who) })).data, await over((sink) => client.subscribe({ query: gql(around) }).subscribe(sink))];
  },
  relay: async () => {
    const network = snippet.relayNetwork(url, () => null);
    return [
      (await network.execute(request(who, 'query'), {}, {}).toPromise()).data,
      await over((sink) => network.execute(request(around, 'subscription'), {}, {}).subscribe(sink)),
    ];
  },
};
if (!token) {
  const [asked, streamed] = await signedOut[name]();
  console.log(JSON.stringify({ asked, streamed }));
  process.exit(0);
}

const start = {
  urql: async () => {
    const { gql } = await import('@urql/core');
    snippet.urqlClient(url, () => token).subscription(gql(query), { after }).subscribe(next);
  },
  apollo: async () => {
    const { gql } = await import('@apollo/client');
    snippet.apolloClient(url, () => token).subscribe({ query: gql(query), variables: { after } }).subscribe({ next, error: done.reject });
  },
  relay: async () => {
    const request = { text: query, name: 'Live', operationKind: 'subscription', id: null, cacheID: 'live', metadata: {} };
    snippet.relayNetwork(url, () => token).execute(request, { after }, {}).subscribe({ next, error: done.reject });
  },
};
await start[name]();
await finished;
console.log(JSON.stringify({ notes, connections }));
process.exit(0);
