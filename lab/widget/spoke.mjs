// The spoke's dashboard over HTTPS, inside its namespace: a static tunnel down and up from the row menu.
import { readFileSync } from 'node:fs';
import { eventually, expect, failures, firstLogin, open } from './browser.mjs';

const [url, log] = process.argv.slice(2);
const once = /one-time password (\S+)/.exec(readFileSync(log, 'utf8'))[1];
const { browser, page, seen } = await open({ ignoreHTTPSErrors: true });
await firstLogin(page, url, once, 'canary strands of a spoke');
await page.goto(`${url}/#/network/ipsec`);
const tunnel = page.locator('.row.tunnel', { hasText: 'client2' });
const phase1 = () => tunnel.locator('.cell.phase1').innerText();
await eventually('client2 is up', async () => (await phase1()) === 'up');
const act = async (what) => {
  await tunnel.getByRole('button', { name: 'Actions for client2' }).click();
  await page.getByRole('menuitem', { name: what }).click();
};
await act('Bring down');
await page.getByRole('dialog').getByRole('button', { name: 'Bring down' }).click();
await eventually('client2 is held down', async () => (await phase1()) === 'held down', 10);
await page.waitForTimeout(4000);
expect('it stays down', (await phase1()) === 'held down');
expect('the sentence says so', (await page.locator('.sentence').innerText()).includes('lost client2'), await page.locator('.sentence').innerText());
await act('Bring up');
await eventually('client2 is up again', async () => (await phase1()) === 'up', 40);
expect('a tunnel is brought down and up from the row menu', (await page.locator('.sentence').innerText()).includes('whole'));
expect('no request leaves the origin', seen.origins.size === 1, [...seen.origins].join(' '));
await browser.close();
process.exit(failures() ? 1 : 0);
