// Opens JupyterLab on the notebooks, for this computer only and with its token; arguments are passed on to JupyterLab.
import { root } from './setup/run.mjs';
import { hasPython, missingPython, runPython } from './setup/venv.mjs';

const hasScreen = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const options = [
  '--ServerApp.ip=127.0.0.1',
  `--ServerApp.root_dir=${root}`,
  '--LabApp.default_url=/lab/tree/notebooks',
  ...(hasScreen ? [] : ['--no-browser']),
  // Jupyter refuses to run as root unless told so; a container often has no other user.
  ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
];

if (hasPython()) runPython(['-m', 'jupyterlab', ...options, ...process.argv.slice(2)]);
else {
  console.error(`JupyterLab cannot start: ${missingPython}.`);
  process.exitCode = 1;
}
