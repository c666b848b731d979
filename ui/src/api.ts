// The REST interface, as this page uses it.
import { signal } from '@preact/signals';

export interface Session {
  user: string;
  profile: string;
  hostname: string;
  must_change_password: boolean;
  idle_timeout: number;
  features: string[];
  csrf: string;
}

/** undefined while unknown, null when nobody is logged in. */
export const session = signal<Session | null | undefined>(undefined);

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (method !== 'GET') headers['X-CSRFTOKEN'] = session.value?.csrf ?? '';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
    redirect: 'error',
  });
  const text = await response.text();
  let answer: Record<string, unknown> = {};
  try {
    answer = JSON.parse(text);
  } catch {
    // not JSON: the status says it
  }
  if (!response.ok) {
    if (response.status === 401 && session.value) session.value = null;
    const said = answer['message'] ?? answer['status_message'];
    throw new ApiError(response.status, typeof said === 'string' ? said : `HTTP ${response.status}`);
  }
  return answer as T;
}

export async function loadSession(): Promise<void> {
  try {
    const answer = await call<{ results: Session }>('GET', '/api/v2/monitor/web-ui/session');
    session.value = answer.results;
  } catch (e) {
    if (!(e instanceof ApiError) || e.status === 401) session.value = null;
    else throw e;
  }
}

export async function login(username: string, secretkey: string): Promise<void> {
  await call('POST', '/api/v2/authentication', { username, secretkey });
  await loadSession();
}

export async function redeem(ticket: string): Promise<void> {
  await call('POST', '/api/v2/monitor/web-ui/ticket', { ticket });
}

export async function changePassword(current: string, next: string): Promise<void> {
  await call('POST', '/api/v2/monitor/web-ui/password', { current, new: next });
  await loadSession();
}

export async function logout(): Promise<void> {
  await call('DELETE', '/api/v2/authentication').catch(() => undefined);
  session.value = null;
}

export type Act = 'tunnel_up' | 'tunnel_down' | 'tunnel_reset_stats';

/** Acts on a tunnel, or on one phase 2 of it. */
export const act = (what: Act, tunnel: string, phase2?: string) =>
  call('POST', `/api/v2/monitor/vpn/ipsec/${what}`, { p1name: tunnel, ...(phase2 === undefined ? {} : { p2name: phase2 }) });

// Somebody who moves is there: the idle time of the session begins anew, at most once a minute.
let touched = Date.now();
export function stayAlive(): void {
  const seen = () => {
    if (session.value && Date.now() - touched > 60_000) {
      touched = Date.now();
      loadSession().catch(() => undefined);
    }
  };
  for (const event of ['pointerdown', 'keydown', 'wheel']) addEventListener(event, seen, { passive: true });
}
