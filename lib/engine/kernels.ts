import type { NativeBackend } from './compile/nativeBackend';
import { isStandIn } from './compile/record';
import { tf } from './tf';

interface ProductInputs {
  a: tf.Tensor;
  b: tf.Tensor;
}

let improved = false;

/**
 * Replaces kernels of tfjs-node. Products of matrices go to `MatMul` instead of the batched operation, and so to
 * TensorFlow's fusions. Gather leaves the check of its indices to TensorFlow where they are not known yet. Once for the
 * process; more calls change nothing.
 */
export function improveKernels(): void {
  if (improved) return;
  improved = true;
  replace('BatchMatMul', ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as unknown as ProductInputs;
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const native = backend as NativeBackend;
    const { TF_ATTR_BOOL, TF_ATTR_TYPE } = native.binding;
    const matrices = a.shape.length === 2 && b.shape.length === 2;
    const names = matrices ? (['transpose_a', 'transpose_b'] as const) : (['adj_x', 'adj_y'] as const);
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: native.getDTypeInteger(a.dtype) },
      { name: names[0], type: TF_ATTR_BOOL, value: transposeA },
      { name: names[1], type: TF_ATTR_BOOL, value: transposeB },
    ];
    return native.executeSingleOutput(matrices ? 'MatMul' : 'BatchMatMulV2', attributes, [a, b]);
  });
  const gather = tf.getKernel('GatherV2', BACKEND).kernelFunc;
  replace('GatherV2', (call) => {
    const { x, indices } = call.inputs as unknown as { x: tf.Tensor; indices: tf.Tensor };
    if (!isStandIn(indices)) return gather(call);
    const { axis, batchDims } = call.attrs as { axis: number; batchDims: number };
    const native = call.backend as NativeBackend;
    const { TF_ATTR_INT, TF_ATTR_TYPE } = native.binding;
    const type = (name: string, dtype: tf.DataType) => ({
      name,
      type: TF_ATTR_TYPE,
      value: native.getDTypeInteger(dtype),
    });
    const attributes = [
      { name: 'batch_dims', type: TF_ATTR_INT, value: batchDims },
      ...[type('Tparams', x.dtype), type('Tindices', indices.dtype), type('Taxis', 'int32')],
    ];
    return native.executeSingleOutput('GatherV2', attributes, [x, indices, tf.scalar(axis, 'int32')]);
  });
}

const BACKEND = 'tensorflow';

function replace(kernelName: string, kernelFunc: ReturnType<typeof tf.getKernel>['kernelFunc']): void {
  tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
}
