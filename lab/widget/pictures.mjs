// The README's pictures: two minutes into the demo, when its graph is full.
import { open, picture } from './browser.mjs';

const [url, password, begun] = process.argv.slice(2);
const { browser, page } = await open({ viewport: { width: 1280, height: 800 } });
await page.goto(url);
await page.getByLabel('Name').fill('admin');
await page.getByLabel('Password').fill(password);
await page.keyboard.press('Enter');
await page.getByRole('link', { name: 'Expand to full screen' }).waitFor();
await page.waitForTimeout(Math.max(0, Number(begun) * 1000 + 150_000 - Date.now()));
await picture(page, 'network', { clip: { x: 0, y: 0, width: 1280, height: 620 } });
await page.emulateMedia({ colorScheme: 'dark' });
await page.getByRole('switch', { name: /wan1/ }).click();
await page.waitForTimeout(25_000);
await page.goto(`${url}/#/network/ipsec`);
await page.waitForTimeout(2500);
await picture(page, 'full-screen-pulled', { fullPage: true });
await page.setViewportSize({ width: 390, height: 844 });
await page.goto(`${url}/#/network`);
await page.getByRole('switch', { name: /wan1/ }).click();
await page.waitForTimeout(12_000);
await page.emulateMedia({ colorScheme: 'light' });
await page.waitForTimeout(1500);
await page.evaluate(() => scrollTo(0, 0));
await picture(page, 'phone');
await browser.close();
