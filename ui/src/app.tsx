// The dashboard: who is here, and which page.
import './app.css';
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { loadSession, logout, redeem, session, stayAlive } from './api.ts';
import { IpsecMonitor } from './ipsec.tsx';
import { connect, disconnect, status } from './live.ts';
import { Login, NewPassword } from './login.tsx';
import { Logo } from './logo.tsx';
import { Confirm, RowMenu } from './menu.tsx';
import { Network } from './network.tsx';
import { Notice } from './notice.tsx';
import { theme, toggleTheme } from './theme.ts';

const page = signal(location.hash);
const note = signal('');
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#ticket=')) void enter();
  page.value = location.hash;
});

function Shell() {
  const full = page.value === '#/network/ipsec';
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); document.querySelector<HTMLElement>('#content')?.querySelector<HTMLElement>('a, button, [tabindex]')?.focus(); }}>Skip to the content</a>
      <header class="top">
        <Logo />
        <span class="host">{session.value?.hostname}</span>
        <nav aria-label="Main">
          <span class="crumb" aria-hidden="true">Dashboard</span>
          <a href="#/network" aria-current={full ? undefined : 'page'}>Network</a>
          <a href="#/network/ipsec" aria-current={full ? 'page' : undefined}>IPsec</a>
        </nav>
        <span class={`live ${status.value}`}>
          <span class="dot" aria-hidden="true" />
          {status.value === 'live' ? 'live' : status.value === 'broken' ? 'reconnecting' : 'connecting'}
        </span>
        <button type="button" class="quiet icon" onClick={toggleTheme} aria-label={theme.value === 'dark' ? 'Light colours' : 'Dark colours'}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6" class="ring" /><path d="M8 2a6 6 0 0 1 0 12Z" /></svg>
        </button>
        <button type="button" class="quiet" onClick={() => void logout()}>Log out <span class="user">{session.value?.user}</span></button>
      </header>
      {full ? <IpsecMonitor /> : <Network />}
      <RowMenu />
      <Confirm />
      <Notice />
    </div>
  );
}

function App() {
  if (session.value === undefined) return null;
  if (session.value === null) return <Login note={note.value} />;
  if (session.value.must_change_password) return <NewPassword />;
  return <Shell />;
}

/** A link of the demo carries a word that is good once. It does not stay in the address bar. */
async function enter(): Promise<void> {
  const ticket = location.hash.slice('#ticket='.length);
  history.replaceState(null, '', '#/network');
  page.value = '#/network';
  try {
    await redeem(ticket);
  } catch {
    note.value = 'That link was used already. It is printed anew by the next ./hawser demo.';
  }
  await loadSession();
}

let listening = false;
effect(() => {
  const here = session.value;
  const may = here ? !here.must_change_password : false;
  if (may !== listening) {
    listening = may;
    if (may) connect();
    else disconnect();
  }
  document.title = here ? `${here.hostname} · Hawser` : 'Hawser';
});

stayAlive();
render(<App />, document.querySelector('#app')!);
void (location.hash.startsWith('#ticket=') ? enter() : loadSession()).catch(() => {
  session.value = null;
  note.value = 'The gateway does not answer.';
});
