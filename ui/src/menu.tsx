// The menu of a tunnel's row, and the question before a tunnel is brought down.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Act, act } from './api.ts';
import type { Tunnel } from './live.ts';
import { say } from './notice.tsx';
import { phase2s } from './rows.ts';

const open = signal<{ tunnel: Tunnel; x: number; y: number; back: HTMLElement | null } | null>(null);
const asked = signal<{ tunnel: Tunnel; phase2?: string } | null>(null);

export function openMenu(tunnel: Tunnel, x: number, y: number): void {
  const back = document.activeElement;
  open.value = { tunnel, x, y, back: back instanceof HTMLElement ? back : null };
}

async function run(what: Act, tunnel: Tunnel, done: string, phase2?: string) {
  try {
    await act(what, tunnel.name, phase2);
    say(done);
  } catch (e) {
    say(`${tunnel.name}: ${e instanceof Error ? e.message : e}`, 'bad');
  }
}

export function RowMenu() {
  const box = useRef<HTMLDivElement>(null);
  const now = open.value;
  useEffect(() => {
    const element = box.current;
    if (!element || !now) return;
    element.style.left = `${Math.max(8, Math.min(now.x, innerWidth - element.offsetWidth - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(now.y, innerHeight - element.offsetHeight - 8))}px`;
    element.querySelector<HTMLElement>('[role=menuitem]:not([disabled])')?.focus();
    const close = (e: Event) => {
      if (!(e.target instanceof Node) || !element.contains(e.target)) open.value = null;
    };
    addEventListener('pointerdown', close);
    addEventListener('resize', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('resize', close);
    };
  }, [now]);
  if (!now) return null;
  const { tunnel } = now;
  const close = () => {
    open.value = null;
    now.back?.focus();
  };
  const keys = (e: KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]:not([disabled])') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[e.key];
    if (e.key === 'Escape' || e.key === 'Tab') {
      e.preventDefault();
      close();
    } else if (to !== undefined) {
      e.preventDefault();
      items.at(to % items.length)?.focus();
    }
  };
  const item = (label: string, enabled: boolean, action: () => void) => (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      disabled={!enabled}
      onClick={() => {
        close();
        action();
      }}
    >
      {label}
    </button>
  );
  return (
    <div class="menu" role="menu" aria-label={`Actions for ${tunnel.name}`} ref={box} onKeyDown={keys}>
      <div class="menu-title" role="presentation">{tunnel.name}</div>
      {item('Bring up', tunnel.kind === 'static' && (!tunnel.up || tunnel.held), () =>
        run('tunnel_up', tunnel, `${tunnel.name} is being brought up.`))}
      {item('Bring down', tunnel.up || !tunnel.held, () => (asked.value = { tunnel }))}
      {phase2s(tunnel).map(({ name, up }) =>
        up
          ? item(`Bring down phase 2 ${name}`, true, () => (asked.value = { tunnel, phase2: name }))
          : item(`Bring up phase 2 ${name}`, !tunnel.held, () =>
              run('tunnel_up', tunnel, `Phase 2 ${name} of ${tunnel.name} is being brought up.`, name)))}
      {item('Reset statistics', tunnel.kind !== 'template', () =>
        run('tunnel_reset_stats', tunnel, `The counters of ${tunnel.name} begin anew.`))}
    </div>
  );
}

export function Confirm() {
  const dialog = useRef<HTMLDialogElement>(null);
  const now = asked.value;
  useEffect(() => {
    if (now) dialog.current?.showModal();
  }, [now]);
  if (!now) return null;
  const { tunnel, phase2 } = now;
  const what = phase2 === undefined ? tunnel.name : `phase 2 ${phase2} of ${tunnel.name}`;
  const end = () => (asked.value = null);
  return (
    <dialog ref={dialog} onClose={end} aria-labelledby="confirm-title">
      <form method="dialog">
        <h2 id="confirm-title">Bring down {what}?</h2>
        <p>
          {tunnel.kind === 'instance'
            ? 'Its SAs are deleted and the peer is told. The peer may dial in again at once.'
            : tunnel.kind === 'template'
              ? 'All tunnels that dialled in through it are closed. Their peers may dial in again.'
              : 'Its SAs are deleted, the peer is told, and it stays down until somebody brings it up.'}
        </p>
        <div class="buttons">
          <button type="submit" class="quiet">Cancel</button>
          <button
            type="submit"
            class="danger"
            onClick={() => run('tunnel_down', tunnel, `${phase2 === undefined ? tunnel.name : `Phase 2 ${phase2} of ${tunnel.name}`} is down.`, phase2)}
          >
            Bring down
          </button>
        </div>
      </form>
    </dialog>
  );
}
