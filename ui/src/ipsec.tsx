// The IPsec widget: on the dashboard, and in full screen.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { choose, COLUMNS, isShown } from './columns.ts';
import { count, octets, rate } from './format.ts';
import { direction, Graph, span, Swatch, type Direction } from './graph.tsx';
import { Health } from './health.tsx';
import { ropes, tick, tunnels, type Rope } from './live.ts';
import { hueOf, lines, membersOf } from './members.ts';
import { byPlace, placeLabel, placeOf, rateOf, type Grouping } from './rows.ts';
import { ShareBar, percent } from './share.tsx';
import { filter, grouping, State, TunnelTable } from './table.tsx';

const MOST_PLACES = 5;

const own = () => [...tunnels.values()].filter((t) => t.kind !== 'template');

/** The small form. */
export function IpsecWidget() {
  tick.value;
  const all = own();
  const up = all.filter((t) => t.up).length;
  return (
    <section class="card ipsec" aria-labelledby="ipsec-title">
      <header>
        <h2 id="ipsec-title">IPsec</h2>
        <span class="count">{up} of {count(all.length, 'tunnel')} up</span>
        <a class="button quiet expand" href="#/network/ipsec">
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="M9.5 2H14v4.5M14 2 9 7M6.5 14H2V9.5M2 14l5-5" /></svg>
          Expand to full screen
        </a>
      </header>
      {ropes.value.map((rope) => (
        <RopeCard key={rope.name} rope={rope} />
      ))}
      {ropes.value.length === 0 && <p class="hint">No aggregate is configured. The full screen lists the tunnels.</p>}
    </section>
  );
}

function RopeCard({ rope }: { rope: Rope }) {
  lines(rope); // gives the members their colours
  const places = new Map<string, ReturnType<typeof membersOf>>();
  for (const t of membersOf(rope).filter((t) => t.up)) {
    const place = placeOf(t);
    places.set(place, [...(places.get(place) ?? []), t]);
  }
  const all = [...places].sort(([a], [b]) => byPlace(a, b));
  const shown = all.slice(0, MOST_PLACES);
  // Who left stands with those who stayed; a place that nobody is left of has a line of its own.
  const alone = rope.lost.filter((lost) => !shown.some(([place]) => place === lost.location));
  return (
    <div class="rope">
      <h3>
        <State state={rope.state === 'whole' ? 'up' : rope.state === 'down' ? 'down' : 'partly'} />
        {rope.name}
        <span class="note">{rope.algorithm}</span>
      </h3>
      <Graph rope={rope} small />
      <ul class="places">
        {shown.map(([place, members]) => {
          const total = members.reduce((sum, t) => sum + rateOf(t), 0);
          return (
            <li key={place}>
              <span class="place">{placeLabel(place)}</span>
              <ShareBar members={members} />
              <span class="members">
                {members.slice(0, 6).map((t) => (
                  <span key={t.id} class="member">
                    <Swatch hue={hueOf(t.id)} /> {t.name} <b>{percent(total ? rateOf(t) / total : 0)}</b>
                  </span>
                ))}
                {rope.lost
                  .filter((lost) => lost.location === place)
                  .slice(0, 6)
                  .map((lost) => (
                    <span key={lost.link} class="gone">{lost.name} left ({lost.interface})</span>
                  ))}
              </span>
              <span class="rate">{rate(total)}</span>
            </li>
          );
        })}
        {alone.slice(0, MOST_PLACES).map((lost) => (
          <li key={`${lost.location} ${lost.link}`} class="lost">
            <span class="place">{placeLabel(lost.location)}</span>
            <span>{lost.name} left ({lost.interface})</span>
          </li>
        ))}
      </ul>
      {all.length > MOST_PLACES && (
        <p class="hint">and {count(all.length - MOST_PLACES, 'more location')} in full screen</p>
      )}
    </div>
  );
}

/** The full screen. */
export function IpsecMonitor() {
  tick.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const chosen = useSignal('');
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    const back = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLElement && e.target.matches('input, select, [role=menuitem], dialog *');
      if (e.key === 'Escape' && !typing && !document.querySelector('.menu, dialog[open], details[open]')) location.hash = '#/network';
    };
    addEventListener('keydown', back);
    return () => removeEventListener('keydown', back);
  }, []);
  const all = own();
  const rope = ropes.value.find((r) => r.name === chosen.value) ?? ropes.value[0];
  const sum = (of: (t: (typeof all)[number]) => number) => all.reduce((total, t) => total + of(t), 0);
  return (
    <main class="page full" id="content">
      <div class="title">
        <a class="button quiet back" href="#/network" aria-label="Back to the dashboard">←</a>
        <h1 tabIndex={-1} ref={heading}>IPsec monitor</h1>
      </div>
      <Health />
      <dl class="tiles">
        <div><dt>Tunnels up</dt><dd>{all.filter((t) => t.up).length}<small> of {all.length}</small></dd></div>
        <div><dt>Incoming</dt><dd>{rate(sum((t) => t.rateIn))}<small>{octets(sum((t) => t.c[0]))}</small></dd></div>
        <div><dt>Outgoing</dt><dd>{rate(sum((t) => t.rateOut))}<small>{octets(sum((t) => t.c[1]))}</small></dd></div>
        <div><dt>Locations</dt><dd>{new Set(all.map((t) => t.location).filter(Boolean)).size}</dd></div>
      </dl>
      {rope && (
        <section class="card" aria-label={`Traffic of ${rope.name} by member`}>
          <header>
            <h2>Traffic by member</h2>
            {ropes.value.length > 1 && (
              <select aria-label="Aggregate" value={rope.name} onChange={(e) => (chosen.value = e.currentTarget.value)}>
                {ropes.value.map((r) => <option key={r.name}>{r.name}</option>)}
              </select>
            )}
            <Choice<Direction>
              label="Direction"
              value={direction.value}
              options={[['both', 'Both'], ['in', 'Incoming'], ['out', 'Outgoing']]}
              choose={(v) => (direction.value = v)}
            />
            <Choice<string>
              label="Time"
              value={String(span.value)}
              options={[['60', '1 min'], ['120', '2 min'], ['300', '5 min']]}
              choose={(v) => (span.value = Number(v))}
            />
          </header>
          <Graph rope={rope} />
        </section>
      )}
      <section class="card tunnels" aria-label="Tunnels">
        <header class="tools">
          <Choice<Grouping>
            label="Group by"
            value={grouping.value}
            options={[['aggregate', 'Aggregate'], ['location', 'Location'], ['parent', 'Parent']]}
            choose={(v) => (grouping.value = v)}
          />
          <input
            type="search"
            placeholder="Filter"
            aria-label="Filter tunnels by name, gateway, peer, location or state"
            value={filter.value}
            maxLength={100}
            onInput={(e) => (filter.value = e.currentTarget.value)}
          />
          <Columns />
        </header>
        <TunnelTable />
      </section>
    </main>
  );
}

function Columns() {
  const box = useRef<HTMLDetailsElement>(null);
  const close = (e: KeyboardEvent) => {
    if (e.key === 'Escape' && box.current?.open) {
      box.current.open = false;
      box.current.querySelector('summary')?.focus();
      e.stopPropagation();
    }
  };
  const width = document.querySelector('.table')?.clientWidth ?? 1200;
  return (
    <details class="columns" ref={box} onKeyDown={close}>
      <summary class="button quiet">Columns</summary>
      <fieldset>
        <legend class="hidden">Columns</legend>
        {COLUMNS.filter((c) => c.id !== 'name').map((c) => (
          <label key={c.id}>
            <input type="checkbox" checked={isShown(c, width)} onChange={(e) => choose(c.id, e.currentTarget.checked)} />
            {c.label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

export function Choice<T extends string>({
  label, value, options, choose,
}: { label: string; value: T; options: [T, string][]; choose: (value: T) => void }) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([id, text]) => (
        <button type="button" key={id} aria-pressed={id === value} onClick={() => choose(id)}>{text}</button>
      ))}
    </div>
  );
}
