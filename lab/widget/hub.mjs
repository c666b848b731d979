// The demo's hub in a browser: from the first login to a pulled cable.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { accessible, eventually, expect, failures, firstLogin, octets, open, picture } from './browser.mjs';

const [url, directory, hawser] = process.argv.slice(2);
const PASSWORD = 'canary rope of many strands';
const once = /one-time password (\S+)/.exec(readFileSync(`${directory}/fgt-b.log`, 'utf8'))[1];
const { browser, context, page, seen } = await open();
const gateways = ['fgt-a', 'fgt-b', 'spoke2'];
const askOf = (gateway, command) => execFileSync(hawser, ['cli', '--state', `${directory}/${gateway}`, '-c', command], { encoding: 'utf8' });
const keys = new Set();
const rememberKeys = () => {
  for (const gateway of gateways) {
    for (const [, key] of askOf(gateway, 'diagnose vpn tunnel list keys').matchAll(/ key=[1-9]\d* ([0-9a-f]+)$/gm)) keys.add(key);
  }
};
rememberKeys();

await firstLogin(page, url, once, PASSWORD);
await page.locator('.health .sentence').getByText(/server is whole/).waitFor();
await page.waitForTimeout(3000);
await accessible(page, 'Dashboard > Network, light');
await picture(page, 'network-light');

// Expand to full screen, and the aggregate in it.
await page.getByRole('link', { name: 'Expand to full screen' }).click();
await page.getByRole('treegrid', { name: 'IPsec tunnels' }).waitFor();
const names = () => page.locator('.row .cell.name').allInnerTexts();
const text = async () => (await names()).map((name) => name.replace(/\s+/g, ' ').trim());
const aggregate = page.locator('[data-key="aggregate:server"]');
await aggregate.click();
expect('the aggregate closes', (await aggregate.getAttribute('aria-expanded')) === 'false', (await text()).join(', '));
await aggregate.click();
const opened = await text();
const at = (part) => opened.findIndex((name) => name.includes(part));
expect(
  'server1_0 and server2_0 stand under location 1.1.1.1, server1_1 under 2.2.2.2',
  at('1.1.1.1') < at('server1_0') && at('server1_0') < at('2.2.2.2') && at('server2_0') < at('2.2.2.2') && at('2.2.2.2') < at('server1_1'),
  opened.join(', '),
);
await accessible(page, 'full screen, light');
await picture(page, 'full-light', { fullPage: true });

// Counters: what diagnose says lies between what the page said before and after, ±2 %.
for (const tunnel of ['server1_0', 'server2_0']) {
  for (const [way, index] of [['in', 1], ['out', 2]]) {
    const before = await octets(page, tunnel, way);
    const stat = /stat: rxp=\d+ txp=\d+ rxb=(\d+) txb=(\d+)/.exec(askOf('fgt-b', `diagnose vpn tunnel list name ${tunnel}`));
    const said = Number(stat[index]);
    await page.waitForTimeout(1200);
    const after = await octets(page, tunnel, way);
    expect(`${tunnel} ${way} agrees with diagnose`, before * 0.98 <= said && said <= after * 1.02, `${before} <= ${said} <= ${after}`);
  }
}
const first = await octets(page, 'server1_0', 'out');
const second = await octets(page, 'server2_0', 'out');
expect('both members of the location carry the same, ±2 %', Math.abs(first - second) <= 0.02 * Math.max(first, second), `${first} ${second}`);

// The graph moves.
const plot = page.locator('.full .plot');
const one = await plot.screenshot();
const samples = Number(await plot.getAttribute('data-samples'));
await page.waitForTimeout(3000);
const moved = Number(await plot.getAttribute('data-samples')) - samples;
expect('the graph moves', moved >= 2 && !one.equals(await plot.screenshot()), `${moved} samples in 3 s`);
await page.getByRole('button', { name: 'Show as table' }).click();
expect('a table stands behind the graph', (await page.locator('.numbers tbody tr').count()) >= 2);
await accessible(page, 'graph as table');
await page.getByRole('button', { name: 'Show graph' }).click();

// Filter, grouping, sorting, columns.
await page.getByRole('searchbox').fill('2.2.2.2');
expect('the filter leaves one tunnel', (await page.locator('.row.tunnel').count()) === 1);
await page.getByRole('searchbox').fill('no such thing');
await page.getByText('No tunnel matches').waitFor();
await page.getByRole('searchbox').fill('');
await page.getByRole('button', { name: 'Parent' }).click();
const byParent = await text();
expect(
  'dial-up children stand under their parent',
  byParent.findIndex((n) => n.startsWith('▾ server1 ')) < byParent.findIndex((n) => n.includes('server1_0')) &&
    byParent.findIndex((n) => n.includes('server1_1')) < byParent.findIndex((n) => n.startsWith('▾ server2 ')),
  byParent.join(', '),
);
await page.getByRole('button', { name: 'Location' }).first().click();
expect('grouped by location', (await page.locator('.row.group').count()) === 2);
await page.getByRole('button', { name: 'Aggregate' }).first().click();
await page.getByRole('button', { name: 'Incoming rate' }).click();
expect('sorted', (await page.getByRole('columnheader', { name: 'Incoming rate' }).getAttribute('aria-sort')) === 'descending');
await page.getByRole('button', { name: /^Name/ }).click();
await page.getByText('Columns', { exact: true }).first().click();
await page.getByRole('checkbox', { name: 'Peer ID' }).check();
await page.getByRole('columnheader', { name: 'Peer ID' }).waitFor();
await page.getByRole('checkbox', { name: 'Peer ID' }).uncheck();
await page.keyboard.press('Escape');

// By keyboard alone.
await page.goto(`${url}/#/network`);
await page.reload();
await page.getByRole('link', { name: 'Expand to full screen' }).waitFor();
for (let i = 0; i < 30; i++) {
  await page.keyboard.press('Tab');
  if (await page.evaluate(() => document.activeElement?.textContent?.includes('Expand to full screen'))) break;
}
await page.keyboard.press('Enter');
await page.getByRole('treegrid').waitFor();
for (let i = 0; i < 30; i++) {
  await page.keyboard.press('Tab');
  if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'row')) break;
}
await page.keyboard.press('ArrowLeft');
expect('left closes the aggregate', (await aggregate.getAttribute('aria-expanded')) === 'false');
await page.keyboard.press('ArrowRight');
await page.keyboard.press('ArrowDown');
await page.keyboard.press('ArrowDown');
await page.waitForTimeout(200);
const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
expect('down goes to the first member', focused.includes('server1_0'), focused.slice(0, 40));
await page.keyboard.press('Shift+F10');
await page.getByRole('menu').waitFor();
await accessible(page, 'row menu');
await page.keyboard.press('End');
expect('the menu is walked by arrows', (await page.evaluate(() => document.activeElement?.textContent)) === 'Reset statistics');
await page.keyboard.press('Enter');
await page.getByText('The counters of server1_0 begin anew.').waitFor();
await eventually('the counters began anew', async () => (await octets(page, 'server1_0', 'out')) < second / 2, 5);
expect('statistics are reset from the row menu', true);
await page.keyboard.press('Escape');
await page.getByRole('link', { name: 'Expand to full screen' }).waitFor();
expect('Escape goes back', true);

// A dial-up member brought down: its peer dials again.
await page.goto(`${url}/#/network/ipsec`);
const member = page.locator('.row.tunnel', { hasText: 'server1_1' });
await member.getByRole('button', { name: 'Actions for server1_1' }).click();
await page.getByRole('menuitem', { name: 'Bring down' }).click();
await accessible(page, 'confirmation');
await page.getByRole('dialog').getByRole('button', { name: 'Bring down' }).click();
await eventually('server1_1 leaves', async () => /lost|1 link/.test(await page.locator('.sentence').innerText()) && (await member.count()) === 0, 15);
await eventually('its peer dials again', async () => (await member.count()) === 1, 60);
expect('a member is brought down from the row menu, and its peer dials again', true);

// Pull the cable.
await page.goto(`${url}/#/network`);
const cable = page.getByRole('switch', { name: /wan1/ });
await cable.click();
await page.locator('.health.partly .sentence').getByText('lost server2').waitFor();
await page.waitForTimeout(3000);
await page.emulateMedia({ colorScheme: 'dark' });
await page.waitForTimeout(1200);
await accessible(page, 'Dashboard > Network, dark, a cable pulled');
await picture(page, 'network-dark-pulled');
await page.goto(`${url}/#/network/ipsec`);
const gone = page.locator('.row.tunnel', { hasText: 'server2_0' });
expect('server2_0 left the rope', (await gone.locator('.cell.phase1').innerText()) === 'no carrier' && (await gone.locator('.state.down').count()) === 1);
expect('the sentence names it', (await page.locator('.sentence').innerText()).includes('lost server2 (port27)'), await page.locator('.sentence').innerText());
const carried = await octets(page, 'server1_0', 'out');
await page.waitForTimeout(3000);
const more = (await octets(page, 'server1_0', 'out')) - carried;
expect('traffic goes on over server1_0', more > 1_000_000, `${more} octets in 3 s`);
await accessible(page, 'full screen, dark');
await picture(page, 'full-dark-pulled', { fullPage: true });
await page.goto(`${url}/#/network`);
await cable.click();
await eventually('the member comes back', async () => (await page.locator('.health.up').count()) === 1, 90);
expect('the rope is whole again', (await page.locator('.sentence').innerText()).includes('whole'));

// A phone, and people who want no motion.
await page.setViewportSize({ width: 390, height: 844 });
for (const hash of ['#/network', '#/network/ipsec']) {
  await page.goto(`${url}/${hash}`);
  await page.waitForTimeout(1500);
  const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  expect(`nothing sticks out on a phone: ${hash}`, overflow <= 0, overflow);
  await accessible(page, `phone, ${hash}`);
  await picture(page, `phone-${hash.split('/').at(-1)}`, { fullPage: true });
}
await page.emulateMedia({ reducedMotion: 'reduce' });
await page.waitForTimeout(300);
expect('nothing moves by itself with reduced motion', (await page.evaluate(() => document.getAnimations().length)) === 0);

// What must not be anywhere.
const cookie = (await context.cookies()).find((c) => c.name.startsWith('APSCOOKIE'));
expect('the cookie is HttpOnly and SameSite=Strict', cookie.httpOnly && cookie.sameSite === 'Strict');
rememberKeys();
const found = `${directory}/found`;
mkdirSync(found);
writeFileSync(`${found}/replies`, seen.bodies.map((b) => `${b.url}\n${b.text}\n`).join(''));
writeFileSync(`${found}/streams`, seen.streams.join('\n'));
writeFileSync(`${found}/page`, await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.documentElement.outerHTML));
for (const name of readdirSync(directory).filter((name) => name.endsWith('.log'))) {
  // A one-time password stands there once: it must.
  writeFileSync(`${found}/${name}`, readFileSync(`${directory}/${name}`, 'utf8').replace(/(one-time password) \S+/, '$1'));
}
for (const gateway of gateways) {
  for (const command of ['show', 'show full-configuration', 'diagnose vpn tunnel list', 'diagnose vpn ike gateway list', 'get system status'])
    writeFileSync(`${found}/${gateway} ${command}`, askOf(gateway, command));
}
const oneTime = (gateway) => /one-time password (\S+)/.exec(readFileSync(`${directory}/${gateway}.log`, 'utf8'))[1];
const secrets = [
  ['the password', PASSWORD], ['the PSK', 'hawser-demo-secret'],
  ...gateways.map((gateway) => ['a one-time password', oneTime(gateway)]),
  ...gateways.map((gateway) => ['a TLS key', readFileSync(`${directory}/${gateway}/web.key`, 'utf8').split('\n')[1]]),
  ...[...seen.sessions].map((session) => ['a session', session]),
  ...[...keys].map((key) => ['a key of an SA', `hex:${key}`]),
];
expect('sessions and keys of SAs are among the secrets', seen.sessions.size >= 2 && keys.size >= 12, `${seen.sessions.size} and ${keys.size}`);
expect('the stream was seen', seen.streams.filter((e) => e.startsWith('tick')).length > 20, `${seen.streams.length} events`);
const known = `${directory}/known`;
writeFileSync(known, secrets.map((pair) => pair.join('\t')).join('\n'), { mode: 0o600 });
const search = spawnSync(`${hawser.replace(/[^/]*$/, '')}lab/leaks`, [known, found], { encoding: 'utf8' });
expect('no secret is in any reply, stream, page, log or output', search.status === 0, (search.stdout + search.stderr).trim().replaceAll('\n', '; '));
expect('no request leaves the origin', seen.origins.size === 1, [...seen.origins].join(' '));
expect('no error in the console', seen.problems.length === 0, seen.problems.join('; '));

await page.setViewportSize({ width: 1440, height: 900 });
await page.getByRole('button', { name: /Log out/ }).click();
await page.getByLabel('Name').waitFor();
expect('logged out', (await context.request.get(`${url}/api/v2/monitor/vpn/ipsec`)).status() === 401);
await browser.close();
process.exit(failures() ? 1 : 0);
