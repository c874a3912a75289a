import { setTimeout as sleep } from 'node:timers/promises';
import { requirePackage } from '../../../engine/install';

/** What BullMQ and ioredis need to know to connect. */
export interface RedisAddress {
  host?: string;
  port?: number;
  /** A Unix socket. */
  path?: string;
  username?: string;
  password?: string;
  db: number;
  tls?: object;
  /** For messages: without the password. */
  shown: string;
}

const load = <T>(name: string): T => requirePackage<T>(name, 'A queue needs', 'bullmq ioredis');

export const loadBullmq = () => load<typeof import('bullmq')>('bullmq');
const loadIoredis = () => load<typeof import('ioredis')>('ioredis');

/**
 * Understands `redis://[user:password@]host[:port][/db]`, `rediss://` with TLS, and `unix:///path/of/socket[?db=n]`.
 * @throws for another text
 */
export function parseRedisAddress(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const db = url?.protocol === 'unix:' ? (url.searchParams.get('db') ?? '0') : url?.pathname.slice(1) || '0';
  if (!url || !protocols.includes(url.protocol) || !/^\d+$/.test(db!)) {
    throw new Error(`Queue: found "${withoutPassword(text)}", expected redis://host:port/db or unix:///path?db=n.`);
  }
  const shown = withoutPassword(text);
  if (url.protocol === 'unix:') return { path: decodeURIComponent(url.pathname), db: Number(db), shown };
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    db: Number(db),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    shown,
  };
}

const protocols = ['redis:', 'rediss:', 'unix:'];

const withoutPassword = (text: string) => text.replace(/\/\/[^@/]*@/, '//');

/** Options of a connection that waits while Redis is away. */
export function connectionTo({ shown, ...address }: RedisAddress) {
  const retryStrategy = (times: number) => Math.min(100 * times, 2_000);
  return { ...address, maxRetriesPerRequest: null, retryStrategy };
}

/** @throws unless Redis answers: who mistypes an address shall not wait */
export async function checkRedis({ shown, ...address }: RedisAddress): Promise<void> {
  const { Redis } = loadIoredis();
  const client = new Redis({ ...address, lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null });
  let reason = 'no answer';
  client.on('error', (error) => {
    reason = error.message;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const text = reason === 'no answer' ? (error as Error).message : reason;
    throw new Error(`Found no Redis at ${shown} (${text}): start a redis-server there, or correct the address.`, {
      cause: error,
    });
  } finally {
    client.disconnect();
  }
}

/** How long Redis may take to answer to a farewell. */
const FAREWELL_MILLISECONDS = 2_000;

/** Waits for clients of BullMQ to be closed; while Redis is away there is nobody to say farewell to, so not for long. */
export async function closed(
  closing: Promise<unknown>,
  clients: readonly { disconnect(): Promise<void> }[],
): Promise<void> {
  const patience = new AbortController();
  await Promise.race([closing, sleep(FAREWELL_MILLISECONDS, undefined, { signal: patience.signal })]);
  patience.abort();
  for (const client of clients) client.disconnect().catch(() => {});
}
