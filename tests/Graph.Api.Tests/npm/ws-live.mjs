// Follows notifications with graphql-ws, losing the connection again and again: node ws-live.mjs <url> <token> <after> <count>
// The client resends its first variables when it reconnects, so each `next` puts the last cursor into them. What still comes
// over a connection that was cut is not taken: then there are as many connections as cuts, and one.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, after, count] = process.argv.slice(2);
let socket;
let connections = 0;
let cut = false;
const client = createClient({
  url: url.replace('http', 'ws'),
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  retryAttempts: 1_000,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
  shouldRetry: () => true,
  on: { connected: (opened) => { socket = opened; connections++; cut = false; } },
});

const variables = { after };
const notes = [];
await new Promise((resolve, reject) => {
  const stop = client.subscribe(
    {
      query: `subscription($after: String) { notifications(after: $after) {
        notification { liveCursor subject { ... on Transaction { note } } } } }`,
      variables,
    },
    {
      next: ({ data, errors }) => {
        if (cut) return;
        if (errors) { reject(new Error(JSON.stringify(errors))); return; }
        variables.after = data.notifications.notification.liveCursor;
        notes.push(data.notifications.notification.subject.note);
        if (notes.length === Number(count)) { stop(); resolve(); } else if (notes.length % 5 === 0) { cut = true; socket.terminate(); }
      },
      error: reject,
      complete: resolve,
    },
  );
});
await client.dispose();
console.log(JSON.stringify({ notes, connections }));
process.exit(0);
