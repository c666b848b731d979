// How the packets of one location spread over its members.
import type { Tunnel } from './live.ts';
import { hueOf } from './members.ts';
import { colour } from './palette.ts';
import { natural, rateOf } from './rows.ts';

export const percent = (part: number): string => `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)} %`;

/** A bar with a piece for each member. */
export function ShareBar({ members }: { members: Tunnel[] }) {
  const total = members.reduce((sum, t) => sum + rateOf(t), 0);
  const parts = [...members]
    .sort((a, b) => natural(a.name, b.name))
    .map((t) => ({ t, part: total > 0 ? rateOf(t) / total : 0 }));
  const text = parts.map(({ t, part }) => `${t.name} ${percent(part)}`).join(', ');
  return (
    <span class="bar" role="img" aria-label={total > 0 ? `Share: ${text}` : 'No traffic now'} title={text}>
      {total > 0 &&
        parts.slice(0, 12).map(({ t, part }) => (
          <span key={t.id} class="piece" style={{ width: `${part * 100}%`, background: colour(hueOf(t.id)) }} />
        ))}
    </span>
  );
}

/** One member's piece alone. */
export function Share({ tunnel, part }: { tunnel: Tunnel; part: number }) {
  return (
    <span class="share">
      <span class="bar">
        <span class="piece" style={{ width: `${part * 100}%`, background: colour(hueOf(tunnel.id)) }} />
      </span>
      <span class="value">{percent(part)}</span>
    </span>
  );
}
