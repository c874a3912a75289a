// Runs a Python script in the checkout's environment: node tools/in-venv.mjs [--optional] script.py [arguments]
// With --optional a missing environment is one line, not a failure; in CI (the variable CI is set) it stays a failure.
import { hasPython, missingPython, runPython } from './setup/venv.mjs';

const optional = process.argv[2] === '--optional';
const args = process.argv.slice(optional ? 3 : 2);

if (hasPython()) runPython(args);
else {
  const skip = optional && !process.env.CI;
  console.log(`${args[0]} ${skip ? 'is skipped' : 'cannot run'}: ${missingPython}.`);
  process.exitCode = skip ? 0 : 1;
}
