import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A running JupyterLab. */
export interface Jupyter {
  /** `name:port` */
  host: string;
  token: string;
  /** Ends the server and with it its kernels. */
  stop(): Promise<void>;
}

const python = resolve('.venv', 'bin', 'python');

/**
 * Starts JupyterLab on a folder as `npm start` does, with settings of its own: those of the person who runs the tests
 * neither matter nor change.
 */
export async function startJupyter(folder: string, variables: Record<string, string>): Promise<Jupyter> {
  const own = mkdtempSync(join(tmpdir(), 'mivpg-jupyter-'));
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const options = {
    'ServerApp.ip': '127.0.0.1',
    'ServerApp.port': port,
    'ServerApp.port_retries': 0,
    'ServerApp.root_dir': resolve(folder),
    'IdentityProvider.token': token,
    'LabApp.expose_app_in_browser': 'True',
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const folders = ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_RUNTIME_DIR', 'JUPYTERLAB_SETTINGS_DIR'];
  const environment = Object.fromEntries(
    [...folders, 'JUPYTERLAB_WORKSPACES_DIR'].map((name) => [name, join(own, name)]),
  );
  const server = spawn(python, ['-m', 'jupyterlab', '--no-browser', '--allow-root', ...args], {
    env: { ...process.env, ...variables, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const host = `127.0.0.1:${port}`;
  await answers(server, `http://${host}/api/status?token=${token}`);
  const ended = new Promise((settle) => server.on('close', settle));
  return {
    host,
    token,
    async stop() {
      server.kill();
      await ended;
      rmSync(own, { recursive: true, force: true });
    },
  };
}

/** @throws with what the server wrote, when it ends before it answers */
async function answers(server: ChildProcess, address: string): Promise<void> {
  let log = '';
  server.stderr?.on('data', (text) => {
    log = (log + text).slice(-4000);
  });
  for (;;) {
    if (server.exitCode !== null) throw new Error(`JupyterLab ended with ${server.exitCode}:\n${log}`);
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer().on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => settle(port));
    });
  });
}
