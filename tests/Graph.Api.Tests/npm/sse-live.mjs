// Follows notifications with graphql-sse: node sse-live.mjs <url> <token> <after> <count>
import { createClient } from 'graphql-sse';

const [url, token, after, count] = process.argv.slice(2);
const client = createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
const notes = [];
await new Promise((resolve, reject) => {
  const stop = client.subscribe(
    {
      query: `subscription($after: String) { notifications(after: $after) {
        notification { liveCursor subject { ... on Transaction { note } } } } }`,
      variables: { after },
    },
    {
      next: ({ data }) => {
        notes.push(data.notifications.notification.subject.note);
        if (notes.length === Number(count)) { stop(); resolve(); }
      },
      error: reject,
      complete: resolve,
    },
  );
});
const once = await new Promise((resolve, reject) => {
  let result;
  client.subscribe({ query: '{ __typename }' }, { next: (r) => { result = r; }, error: reject, complete: () => resolve(result) });
});
const refused = await new Promise((resolve, reject) => {
  let result;
  createClient({ url, retryAttempts: 0 }).subscribe(
    { query: 'subscription { wallet { id } }' },
    { next: (r) => { result = r; }, error: reject, complete: () => resolve(result) });
});
console.log(JSON.stringify({ notes, once, refused }));
process.exit(0);
