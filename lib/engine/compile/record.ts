import { tf, tidy } from '../tf';
import { RecordingError } from './failure';
import type { DataId, NativeBackend, OperationAttribute } from './nativeBackend';
import type { Precision } from './nodeWriter';
import { Recording } from './recording';

let active: Recording | undefined;

/** The recording that goes on, if one does. */
export const activeRecording = (): Recording | undefined => active;

/** Whether a compiled step is being recorded. */
export const isRecording = (): boolean => active !== undefined;

/** Whether a tensor has no numbers because a compiled step is being recorded. */
export const isStandIn = (tensor: tf.TensorInfo): boolean => active?.isStandIn(tensor) ?? false;

/**
 * Runs `build` with every operation of the native backend going to a recording instead of TensorFlow. When it ends, by
 * an error too, variables hold what they held before, and no tensor of the recording is left.
 */
export function record<T>(backend: NativeBackend, precision: Precision, build: (recording: Recording) => T): T {
  const variables = Object.values(tf.engine().registeredVariables).filter((one) => backend.tensorMap.has(one.dataId));
  for (const variable of variables) ownData(backend, variable);
  const starts = new Map<DataId, tf.Variable>(variables.map((variable) => [variable.dataId, variable]));
  const recording = new Recording(backend, starts, precision);
  const held = variables.map((variable) => tf.clone(variable as tf.Tensor));
  active = recording;
  try {
    return withHooks(backend, backendHooks(backend, recording), () =>
      withHooks(tf.engine(), engineHooks, () =>
        withHooks(Math, mathHooks, () => withoutTensors(() => build(recording))),
      ),
    );
  } finally {
    active = undefined;
    variables.forEach((variable, i) => {
      if (variable.dataId !== held[i]!.dataId) variable.assign(held[i]!);
      held[i]!.dispose();
    });
  }
}

/** `tidy` whose result is no tensor. */
function withoutTensors<T>(run: () => T): T {
  let result: T | undefined;
  tidy(() => {
    result = run();
  });
  return result as T;
}

/** Gives a variable data of its own if another tensor shares it: data must tell which variable an operation reads. */
function ownData(backend: NativeBackend, variable: tf.Variable): void {
  if (backend.tensorMap.get(variable.dataId).refCount === 1) return;
  const attributes = [
    { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.tensorMap.get(variable.dataId).dtype },
  ];
  const copy = backend.executeSingleOutput('Identity', attributes, [variable]);
  variable.assign(copy);
  copy.dispose();
}

function backendHooks(backend: NativeBackend, recording: Recording): Partial<NativeBackend> {
  const write = backend.write.bind(backend);
  return {
    executeSingleOutput: (name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[]) =>
      recording.operation(name, attributes, inputs, 1)[0]!,
    executeMultipleOutputs: (name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[], count: number) =>
      recording.operation(name, attributes, inputs, count),
    write(values: unknown, shape: number[], dtype: tf.DataType) {
      const dataId = write(values, shape, dtype);
      recording.wrote(dataId, values, shape, dtype);
      return dataId;
    },
  };
}

const engineHooks = {
  makeVariable(): never {
    throw new RecordingError(
      'a variable is made in it, which each run would make anew; make it before the first call.',
    );
  },
  disposeVariable(variable: tf.Variable): never {
    throw new RecordingError(`the variable ${variable.name} is disposed of in it.`);
  },
};

const mathHooks = {
  random(): never {
    throw new RecordingError(
      'it draws a random number in JavaScript (Math.random, tf.randomNormal, tf.dropout, ...), which would be the same in every ' +
        "run; use this library's Random.",
    );
  },
};

/** Replaces methods of an object while `run` runs. */
function withHooks<T>(target: object, hooks: object, run: () => T): T {
  const before = Object.keys(hooks).map((name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
  Object.assign(target, hooks);
  try {
    return run();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  }
}
