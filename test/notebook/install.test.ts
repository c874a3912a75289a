import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { expect, it } from 'vitest';
import { installKernel } from '../../lib/notebook';

it('registers the kernel below a prefix', () => {
  const prefix = mkdtempSync(join(tmpdir(), 'prefix-'));
  const path = installKernel(prefix);
  expect(path).toBe(join(prefix, 'share', 'jupyter', 'kernels', 'mivpg', 'kernel.json'));
  const { argv, language } = JSON.parse(readFileSync(path, 'utf8'));
  expect(language).toBe('typescript');
  expect(argv[0]).toBe(process.execPath);
  expect(isAbsolute(argv[1]) && argv[1].endsWith(join('notebook', 'kernel.js'))).toBe(true);
  expect(argv.slice(2)).toEqual(['--config-path', '{connection_file}']);
  rmSync(prefix, { recursive: true });
});
