// Uses the IDE as a person does: node ide.mjs <url of the API> <token of the friend who pays> <id of who is paid>
// Opens it, signs in with the sample document, puts the token into the headers, runs a query, starts the subscription,
// has a friend pay, and sees the event arrive over WebSocket.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [api, friend, payee] = process.argv.slice(2);
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(240_000);

const foreign = [];
page.on('request', (request) => { if (!request.url().startsWith(new URL(api).origin)) foreign.push(request.url()); });
const complaints = [];
page.on('console', (message) => { if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`); });
let seen;
const live = new Promise((resolve) => {
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
    const message = JSON.parse(payload);
    if (message.type === 'next') resolve(message.payload.data.notifications.notification);
  }));
});
const acknowledged = new Promise((resolve) => {
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => { if (payload.includes('"subscribe"')) resolve(); }));
});
const answerTo = (operation) => page.waitForResponse((response) => {
  const sent = response.request().postData() ?? '';
  return sent.includes(operation) && !sent.includes('IntrospectionQuery');
}).then((response) => response.json());
const choose = async (current, next) => {
  await page.locator('button', { hasText: new RegExp(`^${current}$`) }).first().click();
  await page.getByRole('menuitem', { name: next }).or(page.getByRole('option', { name: next })).first().click();
};
const run = () => page.locator('button', { hasText: /^Run$/ }).first().click();

try {
  await page.goto(api, { waitUntil: 'networkidle' });
  const address = page.url();
  const hasBanner = await page.getByText('Important Update').isVisible();
  await page.getByText('Create Document').click();
  await page.getByText('Schema available').waitFor();

  const signedIn = answerTo('mutation SignIn');
  await run();
  const token = (await signedIn).data.signIn.tokens.accessToken;

  await page.getByRole('tab', { name: 'HTTP Headers' }).click();
  await page.getByPlaceholder('Value').first().fill(`Bearer ${token}`);
  await choose('SignIn', 'Home');
  const home = answerTo('query Home');
  await run();
  const viewer = (await home).data.viewer;

  await choose('Home', 'Live');
  await run();
  await acknowledged;

  // Again and again: what is paid before the subscription has begun is not seen.
  let paid;
  const pay = async () => { paid = await fetch(api, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${friend}` },
    body: JSON.stringify({
      query: `mutation($input: TransferInput!) { transfer(input: $input) { errors { __typename } } }`,
      variables: { input: { idempotencyKey: crypto.randomUUID(), to: payee, amount: { amount: '6.66' }, note: 'live' } },
    }),
  }).then((response) => response.json()); };
  while (!seen) {
    await pay();
    seen = await Promise.race([live, new Promise((resolve) => setTimeout(resolve, 2_000))]);
  }
  console.log(JSON.stringify({ address, viewer, paid, seen, foreign, complaints, hasBanner }));
} catch (error) {
  if (process.env.IDE_SCREENSHOT) await page.screenshot({ path: process.env.IDE_SCREENSHOT });
  throw error;
} finally {
  await browser.close();
}
