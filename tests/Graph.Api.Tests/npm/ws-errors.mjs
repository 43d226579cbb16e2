// What graphql-ws makes of refusals: node ws-errors.mjs <url>
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const url = process.argv[2].replace('http', 'ws');
const run = (client, query) => new Promise((resolve) => {
  client.subscribe({ query }, {
    next: (result) => resolve({ next: result }),
    error: (error) => resolve(Array.isArray(error) ? { errors: error } : { closed: error.code }),
    complete: () => resolve({ complete: true }),
  });
});
const anonymous = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
const forged = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: 'Bearer forged' } });
const results = {
  query: await run(anonymous, '{ __typename }'),
  invalid: await run(anonymous, '{ nope }'),
  refused: await run(anonymous, 'subscription { wallet { id } }'),
  forged: await run(forged, '{ __typename }'),
};
console.log(JSON.stringify(results));
process.exit(0);
