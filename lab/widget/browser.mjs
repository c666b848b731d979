// Debian's Chromium under playwright-core, and what every check wants to know of a page.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';

const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let failed = 0;
export function expect(what, holds, detail = '') {
  console.log(`  ${holds ? 'ok    ' : 'FAIL  '}${what}${detail === '' ? '' : ` (${detail})`}`);
  if (!holds) failed++;
}
export const failures = () => failed;

export async function open(options = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const seen = { origins: new Set(), bodies: [], streams: [], sessions: new Set(), problems: [] };
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  client.on('Network.eventSourceMessageReceived', (message) => seen.streams.push(`${message.eventName} ${message.data}`));
  page.on('request', (request) => seen.origins.add(new URL(request.url()).origin));
  page.on('pageerror', (error) => seen.problems.push(error.message));
  page.on('console', (message) => {
    // A refused login or password is a 401 or 400 in the console: that is what was asked for.
    if (message.type() === 'error' && !/status of 40[01]/.test(message.text())) seen.problems.push(message.text());
  });
  page.on('response', async (response) => {
    for (const { name, value } of await response.headersArray().catch(() => [])) {
      const session = name.toLowerCase() === 'set-cookie' && /^APSCOOKIE_\d+="([^"]+)"/.exec(value);
      if (session) seen.sessions.add(session[1]);
    }
    if (response.url().endsWith('/events')) return;
    seen.bodies.push({ url: response.url(), text: await response.text().catch(() => '') });
  });
  return { browser, context, page, seen };
}

/** axe's serious and critical findings. It runs beside the page's policy, as an extension would. */
export async function violations(page) {
  const client = await page.context().newCDPSession(page);
  const run = `(async () => { ${axe}; const r = await axe.run(document, { resultTypes: ['violations'] });
    return JSON.stringify(r.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
      .map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))); })()`;
  const answer = await client.send('Runtime.evaluate', { expression: run, awaitPromise: true, returnByValue: true });
  await client.detach();
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'axe failed');
  return JSON.parse(answer.result.value);
}

export async function accessible(page, name) {
  const found = await violations(page);
  expect(`axe finds nothing serious: ${name}`, found.length === 0, found.join('; '));
}

export async function picture(page, name, options = {}) {
  if (process.env.HAWSER_PICTURES) await page.screenshot({ path: `${process.env.HAWSER_PICTURES}/${name}.png`, ...options });
}

export async function eventually(what, holds, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    last = await holds();
    if (last) return last;
    if (Date.now() > end) {
      expect(what, false, `not within ${seconds} s`);
      return last;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Logs in with the one-time password and sets a new one, as the first login must. */
export async function firstLogin(page, url, once, password) {
  await page.goto(url);
  await page.getByLabel('Name').waitFor();
  await accessible(page, 'login');
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText('That name and password do not go together.').waitFor();
  await page.getByLabel('Password').fill(once);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
  await accessible(page, 'new password');
  await page.getByLabel('One-time password').fill(once);
  await page.getByLabel('New password', { exact: true }).fill('password1');
  await page.getByLabel('New password again').fill('password1');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('among the first that are tried').waitFor();
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('heading', { name: 'IPsec', exact: true }).or(page.getByRole('heading', { name: 'Interfaces' })).first().waitFor();
  expect('the first login forces a new password', true);
}

export const row = (page, name) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: false }) });

export const octets = async (page, tunnel, way) =>
  Number(
    await page
      .locator('.row.tunnel', { has: page.locator(`.cell.name .text[title="${tunnel}"]`) })
      .locator(`.cell.${way} [data-octets]`)
      .getAttribute('data-octets'),
  );
