import { type Browser, chromium, type Page } from 'playwright-core';

/** Chromium without what it does of its own accord: looking for updates, syncing, reporting. */
export function launchChromium(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath: process.env.MIVPG_CHROMIUM, args: [...quiet, '--disable-sync'] });
}

/** What went wrong on a page, as it happened. */
export interface Faults {
  /** Errors that no code on the page caught. */
  errors: string[];
  /** Requests and sockets to other hosts; they are refused. */
  outside: string[];
}

export interface WatchedPage {
  page: Page;
  faults: Faults;
}

/** Schemes that reach no host. */
const local = ['data:', 'blob:', 'about:', 'file:'];

/**
 * Opens a page that reaches `host` alone (`name:port`; none: files only) and notes its faults.
 * @param dark whether the person prefers dark pages
 */
export async function openPage(
  browser: Browser,
  { host, width = 1280, dark = false }: { host?: string; width?: number; dark?: boolean } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    serviceWorkers: 'block',
  });
  const faults: Faults = { errors: [], outside: [] };
  const mayReach = (address: string) => {
    const url = new URL(address);
    return local.includes(url.protocol) || url.host === host;
  };
  await context.route('**/*', (route) => {
    if (mayReach(route.request().url())) return route.continue();
    faults.outside.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  // A busy machine takes its time over a figure's page, of which plotly is ten megabytes.
  page.setDefaultTimeout(120_000);
  page.on('websocket', (socket) => {
    if (!mayReach(socket.url())) faults.outside.push(socket.url());
  });
  page.on('pageerror', (error) => faults.errors.push(error.message));
  return { page, faults };
}
