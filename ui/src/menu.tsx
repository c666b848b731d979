// The menu of a tunnel's row, and the question before a tunnel is brought down.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { act } from './api.ts';
import type { Tunnel } from './live.ts';
import { say } from './notice.tsx';

const open = signal<{ tunnel: Tunnel; x: number; y: number; back: HTMLElement | null } | null>(null);
const asked = signal<Tunnel | null>(null);

export function openMenu(tunnel: Tunnel, x: number, y: number): void {
  const back = document.activeElement;
  open.value = { tunnel, x, y, back: back instanceof HTMLElement ? back : null };
}

async function run(what: 'tunnel_up' | 'tunnel_down' | 'tunnel_reset_stats', tunnel: Tunnel, done: string) {
  try {
    await act(what, tunnel.name);
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
      {item('Bring down', tunnel.up || !tunnel.held, () => (asked.value = tunnel))}
      {item('Reset statistics', tunnel.kind !== 'template', () =>
        run('tunnel_reset_stats', tunnel, `The counters of ${tunnel.name} begin anew.`))}
    </div>
  );
}

export function Confirm() {
  const dialog = useRef<HTMLDialogElement>(null);
  const tunnel = asked.value;
  useEffect(() => {
    if (tunnel) dialog.current?.showModal();
  }, [tunnel]);
  if (!tunnel) return null;
  const end = () => (asked.value = null);
  return (
    <dialog ref={dialog} onClose={end} aria-labelledby="confirm-title">
      <form method="dialog">
        <h2 id="confirm-title">Bring down {tunnel.name}?</h2>
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
            onClick={() => run('tunnel_down', tunnel, `${tunnel.name} is down.`)}
          >
            Bring down
          </button>
        </div>
      </form>
    </dialog>
  );
}
