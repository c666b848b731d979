// The demo's switches: pull a cable and see what happens.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, session } from './api.ts';
import { say } from './notice.tsx';

interface Cable {
  name: string;
  label: string;
  pulled: boolean;
}

const cables = signal<Cable[] | null>(null);

async function load(): Promise<void> {
  // Only a demo has cables to pull.
  if (!session.value?.features.includes('cables')) return;
  cables.value = (await call<{ results: Cable[] }>('GET', '/api/v2/monitor/web-ui/cables')).results;
}

async function flip(cable: Cable): Promise<void> {
  const what = cable.pulled ? 'plug' : 'pull';
  try {
    const answer = await call<{ results: Cable[] }>('POST', `/api/v2/monitor/web-ui/cables/${what}?name=${encodeURIComponent(cable.name)}`);
    cables.value = answer.results;
    say(cable.pulled ? `${cable.label} is plugged in again.` : `${cable.label} is pulled. Watch the rope hold.`);
  } catch (e) {
    say(e instanceof Error ? e.message : String(e), 'bad');
  }
}

export function Cables() {
  useEffect(() => void load().catch((e) => say(String(e), 'bad')), []);
  if (!cables.value) return null;
  return (
    <section class="card cables" aria-labelledby="cables-title">
      <header><h2 id="cables-title">Pull the cable</h2><span class="count">demo only</span></header>
      <ul>
        {cables.value.map((cable) => (
          <li key={cable.name}>
            <span id={`cable-${cable.name}`}>{cable.label}</span>
            <button
              type="button"
              role="switch"
              aria-checked={!cable.pulled}
              aria-labelledby={`cable-${cable.name}`}
              class="switch"
              onClick={() => void flip(cable)}
            >
              <span class="knob" />
              <span class="word">{cable.pulled ? 'pulled' : 'plugged'}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
