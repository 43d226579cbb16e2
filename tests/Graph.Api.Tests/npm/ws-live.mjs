// Follows notifications with graphql-ws, losing the connection again and again: node ws-live.mjs <url> <token> <after> <count>
// The client resends its first variables when it reconnects, so each `next` puts the last cursor into them.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, after, count] = process.argv.slice(2);
let socket;
let connections = 0;
const client = createClient({
  url: url.replace('http', 'ws'),
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  retryAttempts: 50,
  retryWait: async () => {},
  shouldRetry: () => true,
  on: { connected: (opened) => { socket = opened; connections++; } },
});

const variables = { after };
const notes = [];
await new Promise((resolve, reject) => {
  const stop = client.subscribe(
    {
      query: `subscription($after: String) { notifications(after: $after) {
        ... on Notification { cursor subject { ... on Transaction { note } } } } }`,
      variables,
    },
    {
      next: ({ data, errors }) => {
        if (errors) { reject(new Error(JSON.stringify(errors))); return; }
        variables.after = data.notifications.cursor;
        notes.push(data.notifications.subject.note);
        if (notes.length === Number(count)) { stop(); resolve(); } else if (notes.length % 5 === 0) socket.terminate();
      },
      error: reject,
      complete: resolve,
    },
  );
});
await client.dispose();
console.log(JSON.stringify({ notes, connections }));
process.exit(0);
