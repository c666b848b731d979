// Dashboard > Network.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from './api.ts';
import { Cables } from './cables.tsx';
import { octets, rate } from './format.ts';
import { Health } from './health.tsx';
import { IpsecWidget } from './ipsec.tsx';
import { State } from './table.tsx';

interface Interface {
  name: string;
  ip: string;
  mask: number;
  link: boolean;
  rx_bytes: number;
  tx_bytes: number;
}

const interfaces = signal<(Interface & { rx: number; tx: number })[]>([]);

let last = 0;

async function look(): Promise<void> {
  const answer = await call<{ results: Record<string, Interface> }>('GET', '/api/v2/monitor/system/interface');
  const seconds = Math.max(0.5, (Date.now() - last) / 1000);
  const old = new Map(interfaces.value.map((i) => [i.name, i]));
  interfaces.value = Object.values(answer.results).map((i) => {
    const before = old.get(i.name);
    return {
      ...i,
      rx: before ? Math.max(0, i.rx_bytes - before.rx_bytes) / seconds : 0,
      tx: before ? Math.max(0, i.tx_bytes - before.tx_bytes) / seconds : 0,
    };
  });
  last = Date.now();
}

export function Network() {
  useEffect(() => {
    const again = () => void look().catch(() => undefined);
    again();
    const timer = setInterval(() => !document.hidden && again(), 3000);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="page" id="content">
      <h1 class="hidden">Dashboard, Network</h1>
      <Health />
      <div class="grid">
        <IpsecWidget />
        <div class="side">
          <Cables />
          <section class="card" aria-labelledby="interfaces-title">
            <header><h2 id="interfaces-title">Interfaces</h2></header>
            <table class="plain">
              <thead>
                <tr><th scope="col">Name</th><th scope="col">Address</th><th scope="col" class="right">In</th><th scope="col" class="right">Out</th></tr>
              </thead>
              <tbody>
                {interfaces.value.filter((i) => i.name !== 'lo').map((i) => (
                  <tr key={i.name}>
                    <th scope="row"><State state={i.link ? 'up' : 'down'} /> {i.name}</th>
                    <td>{i.ip === '0.0.0.0' ? '–' : `${i.ip}/${i.mask}`}</td>
                    <td class="right" title={octets(i.rx_bytes)}>{rate(i.rx)}</td>
                    <td class="right" title={octets(i.tx_bytes)}>{rate(i.tx)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </div>
      </div>
    </main>
  );
}
