// The one sentence on top: how the rope is.
import { rate } from './format.ts';
import { ropes, status, tick, tunnels } from './live.ts';
import { rateOf } from './rows.ts';
import { State } from './table.tsx';

export function Health() {
  tick.value;
  if (status.value === 'connecting') return <div class="health waiting" role="status">Looking at the tunnels…</div>;
  const all = ropes.value;
  const order = { down: 0, degraded: 1, whole: 2 };
  const worst = [...all].sort((a, b) => order[a.state] - order[b.state])[0];
  let traffic = 0;
  for (const t of tunnels.values()) if (t.aggregate || !all.length) traffic += rateOf(t);
  let text: string;
  let state: 'up' | 'partly' | 'down';
  if (worst) {
    state = worst.state === 'whole' ? 'up' : worst.state === 'degraded' ? 'partly' : 'down';
    text = all.length === 1 || worst.state !== 'whole' ? worst.sentence : `All ${all.length} ropes are whole.`;
  } else {
    const own = [...tunnels.values()].filter((t) => t.kind !== 'template');
    const up = own.filter((t) => t.up).length;
    state = up === own.length && up > 0 ? 'up' : up > 0 ? 'partly' : 'down';
    text = own.length ? `${up} of ${own.length} tunnels are up.` : 'No tunnel is up yet.';
  }
  const flow = traffic > 0 ? `${rate(traffic)} flow over it now.` : 'Nothing flows over it now.';
  return (
    <div class={`health ${state}`} data-state={worst?.state ?? state}>
      <State state={state} />
      <div class="words">
        <p role="status" class="sentence">{text}</p>
        <p class="flow">{all.length && status.value === 'live' ? flow : ''}</p>
        {status.value === 'broken' && <p class="broken" role="alert">The connection to the gateway is lost; trying again…</p>}
      </div>
    </div>
  );
}
