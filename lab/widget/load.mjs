// A hundred listeners and 200 requests a second, for a while. Prints what was answered.
import https from 'node:https';

const [host, token, seconds] = process.argv.slice(2);
const agent = new https.Agent({ keepAlive: true, maxSockets: 16 });
const options = (path, more = {}) => ({
  host, path, rejectUnauthorized: false, headers: { Authorization: `Bearer ${token}` }, ...more,
});
let events = 0;
let octets = 0;
let streams = 0;
for (let i = 0; i < 100; i++) {
  https.get(options('/api/v2/monitor/web-ui/events', { agent: false }), (response) => {
    if (response.statusCode === 200) streams++;
    response.on('data', (chunk) => {
      octets += chunk.length;
      events += chunk.toString('latin1').split('\nevent: ').length - 1;
    });
  }).on('error', () => undefined);
}
let sent = 0;
let answered = 0;
let bad = 0;
const times = [];
const begun = Date.now();
const timer = setInterval(() => {
  const due = Math.min(seconds * 200, ((Date.now() - begun) / 1000) * 200);
  for (; sent < due; sent++) {
    const start = performance.now();
    https.get(options('/api/v2/monitor/vpn/ipsec?vdom=*', { agent }), (response) => {
      response.on('data', () => undefined);
      response.on('end', () => {
        times.push(performance.now() - start);
        if (response.statusCode === 200) answered++;
        else bad++;
      });
    }).on('error', () => bad++);
  }
}, 10);
setTimeout(() => {
  clearInterval(timer);
  times.sort((a, b) => a - b);
  const at = (part) => (times[Math.floor(times.length * part)] ?? NaN).toFixed(1);
  console.log(JSON.stringify({ streams, events, megabytes: +(octets / 1e6).toFixed(1), sent, answered, bad, median_ms: +at(0.5), p99_ms: +at(0.99) }));
  process.exit(bad > 0 || streams < 100 || answered < sent * 0.98 ? 1 : 0);
}, seconds * 1000 + 500);
