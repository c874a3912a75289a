import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import util from 'node:util';

interface NativeBackend {
  binding?: { TF_Version?: string };
}

/**
 * Loads `@tensorflow/tfjs-node-gpu`, which registers its backend with the process's TensorFlow.js.
 * @throws when the package or its compiled addon is missing, with the command that builds it.
 */
export function loadNative(): { tensorflow?: string } {
  // TensorFlow writes its start-up notes to stderr, where a user reads errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Removed in Node 23, still called by tfjs-node 4.22.
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  requireAddon();
  const native = require('@tensorflow/tfjs-node-gpu') as { backend(): NativeBackend; version: Record<string, string> };
  return { tensorflow: native.backend().binding?.TF_Version };
}

function requireAddon(): void {
  let manifest: string;
  try {
    manifest = require.resolve('@tensorflow/tfjs-node-gpu/package.json');
  } catch {
    throw new Error('the package @tensorflow/tfjs-node-gpu is not installed (`npx mivpg setup` adds it)');
  }
  if (!existsSync(join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node'))) {
    throw new Error('its addon is not built (`npx mivpg setup` builds it)');
  }
}
