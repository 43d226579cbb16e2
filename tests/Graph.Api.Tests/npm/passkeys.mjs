// Uses passkeys as two people do, each in a browser of their own with Chromium's virtual authenticator:
// node passkeys.mjs <url of the API, on localhost> <file with the functions of the README> <token and password of who pays>
// <token of who is paid> <id of who is paid>
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [api, snippet, payer, password, payee, payeeId] = process.argv.slice(2);
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

const ask = `
  const ask = async (query, input) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(window.token && { authorization: 'Bearer ' + window.token }) },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  };`;

const open = async (token) => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(`${new URL(api).origin}/health/live`);
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  const functions = `${ask}\n${readFileSync(snippet, 'utf8')}`;
  return (call, as = token) => page.evaluate(`(async () => { window.token = ${JSON.stringify(as)}; ${functions}\nreturn await (${call}); })()`);
};

try {
  const [one, other] = [await open(payer), await open(payee)];
  const added = await one(`addPasskey(${JSON.stringify(password)}, 'Laptop')`);
  const others = await other(`addPasskey(${JSON.stringify(password)}, '手机')`);
  const signedIn = await one('signInWithPasskey()', null);
  const otherSignedIn = await other('signInWithPasskey()', null);
  const token = signedIn.tokens.accessToken;

  const amount = "{ amount: '6000' }";
  const key = crypto.randomUUID();
  const without = await one(`ask('mutation($input: TransferInput!) { transfer(input: $input) { errors { __typename } } }',
    { idempotencyKey: '${key}', to: '${payeeId}', amount: ${amount} })`, token);
  const paid = await one(`payWithPasskey('${key}', '${payeeId}', ${amount})`, token);
  const again = await one(`ask('mutation($input: TransferInput!) { transfer(input: $input) { replayed errors { __typename } } }',
    { idempotencyKey: '${key}', to: '${payeeId}', amount: ${amount} })`, token);

  // The authenticator of the other browser has none of the payer's passkeys.
  const stolen = await other(`payWithPasskey(crypto.randomUUID(), '${payeeId}', ${amount}).catch((error) => error.name)`, token);
  console.log(JSON.stringify({ added, others, signedIn, otherSignedIn, without, paid, again, stolen }));
} finally {
  await browser.close();
}
