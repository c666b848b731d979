// The link that the demo prints: logged in at once, and good once.
import { expect, failures, open } from './browser.mjs';

const [link] = process.argv.slice(2);
const first = await open();
await first.page.goto(link);
await first.page.getByRole('heading', { name: 'IPsec', exact: true }).waitFor();
expect('the link is logged in', true);
expect('its word does not stay in the address', !first.page.url().includes('ticket'), first.page.url());
await first.browser.close();
const second = await open();
await second.page.goto(link);
await second.page.getByText('That link was used already').waitFor();
expect('it is good once', true);
await second.browser.close();
process.exit(failures() ? 1 : 0);
