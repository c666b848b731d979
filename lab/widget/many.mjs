// 2,000 tunnels: how soon they are seen, and what a second of updates costs the page.
import { expect, failures, open } from './browser.mjs';

const [link] = process.argv.slice(2);
const { browser, page } = await open();
await page.goto(link);
await page.getByRole('heading', { name: 'Interfaces' }).waitFor();
await page.goto('about:blank');
const url = new URL(link).origin;
const start = Date.now();
await page.goto(`${url}/#/network/ipsec`, { waitUntil: 'commit' });
await page.locator('.row.tunnel').first().waitFor();
const rows = Date.now() - start;
const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity);
expect('first paint under 1 s', paint < 1000, `${Math.round(paint)} ms; rows after ${rows} ms`);
const total = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
expect('all tunnels are in the table', total > 2000, `${total} rows, ${await page.locator('.row').count()} of them in the page`);
const client = await page.context().newCDPSession(page);
await client.send('Performance.enable');
const busy = async () => {
  const { metrics } = await client.send('Performance.getMetrics');
  const of = (name) => metrics.find((m) => m.name === name).value;
  return { task: of('TaskDuration'), script: of('ScriptDuration'), time: of('Timestamp'), heap: of('JSHeapUsedSize') };
};
await page.waitForTimeout(5000);
const before = await busy();
await page.waitForTimeout(15_000);
const after = await busy();
const perSecond = ((after.task - before.task) / (after.time - before.time)) * 1000;
const script = ((after.script - before.script) / (after.time - before.time)) * 1000;
expect('the main thread works less than 100 ms a second', perSecond < 100, `${perSecond.toFixed(1)} ms, ${script.toFixed(1)} ms of it script; heap ${(after.heap / 1e6).toFixed(1)} MB`);
await page.getByRole('searchbox').fill('branch-77');
await page.locator('.row.tunnel', { hasText: 'hub1_77' }).first().waitFor();
expect('filtered', (await page.locator('.row.tunnel').count()) >= 4);
await browser.close();
process.exit(failures() ? 1 : 0);
