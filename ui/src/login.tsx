// Logging in, and the new password that the first login asks for.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError, changePassword, login, logout, session } from './api.ts';
import { Logo } from './logo.tsx';

function Door({ title, lead, children }: { title: string; lead: string; children: ComponentChildren }) {
  return (
    <main class="door" id="content">
      <div class="card">
        <Logo />
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        {children}
      </div>
    </main>
  );
}

export function Login({ note }: { note: string }) {
  const problem = useSignal(note);
  const busy = useSignal(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = e.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    busy.value = true;
    problem.value = '';
    try {
      await login(String(data.get('username')), String(data.get('password')));
    } catch (error) {
      problem.value =
        error instanceof ApiError && error.status === 429
          ? 'Too many attempts. Try again in a minute.'
          : error instanceof ApiError && error.status === 401
            ? 'That name and password do not go together.'
            : error instanceof Error
              ? error.message
              : String(error);
      form.querySelector<HTMLInputElement>('[name=password]')?.select();
    } finally {
      busy.value = false;
    }
  };
  return (
    <Door title="Hawser" lead="Log in to see how the rope is.">
      <form onSubmit={submit}>
        <label>
          Name
          <input name="username" ref={first} autocomplete="username" autocapitalize="off" spellcheck={false} required maxLength={64} />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required maxLength={128} />
        </label>
        <p class="problem" role="alert">{problem.value}</p>
        <button type="submit" class="primary" disabled={busy.value}>{busy.value ? 'Checking…' : 'Log in'}</button>
      </form>
    </Door>
  );
}

export function NewPassword() {
  const problem = useSignal('');
  const busy = useSignal(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = async (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    const next = String(data.get('new'));
    if (next !== String(data.get('again'))) {
      problem.value = 'The two new passwords differ.';
      return;
    }
    busy.value = true;
    problem.value = '';
    try {
      await changePassword(String(data.get('current')), next);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Door title="Choose a password" lead={`The one-time password of ${session.value?.user ?? 'admin'} is good for this only.`}>
      <form onSubmit={submit}>
        <input class="hidden" name="username" autocomplete="username" value={session.value?.user} readOnly tabIndex={-1} aria-hidden="true" />
        <label>
          One-time password
          <input name="current" ref={first} type="password" autocomplete="current-password" required maxLength={128} />
        </label>
        <label>
          New password
          <input name="new" type="password" autocomplete="new-password" required minLength={8} maxLength={128} aria-describedby="rules" />
        </label>
        <p id="rules" class="hint">At least 8 characters; 15 or more are better. No other rules.</p>
        <label>
          New password again
          <input name="again" type="password" autocomplete="new-password" required minLength={8} maxLength={128} />
        </label>
        <p class="problem" role="alert">{problem.value}</p>
        <button type="submit" class="primary" disabled={busy.value}>{busy.value ? 'Storing…' : 'Set the password'}</button>
        <button type="button" class="quiet" onClick={() => void logout()}>Log out</button>
      </form>
    </Door>
  );
}
