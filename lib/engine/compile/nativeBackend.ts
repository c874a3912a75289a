import { processorHasBfloat16 } from '../bfloat16Support';
import { tf } from '../tf';

export type DataId = tf.Tensor['dataId'];

/** TensorFlow's numbers of the data types that graphs here hold. */
export const DATA_TYPES = {
  float32: 1,
  int32: 3,
  string: 7,
  complex64: 8,
  bool: 10,
  bfloat16: 14,
} as const;
export type GraphDataType = keyof typeof DATA_TYPES;

/** The names that TensorFlow.js has for TensorFlow's data types. */
const NAMES = new Map<number, tf.DataType>([
  [DATA_TYPES.float32, 'float32'],
  [DATA_TYPES.int32, 'int32'],
  [DATA_TYPES.bool, 'bool'],
  [DATA_TYPES.complex64, 'complex64'],
  [DATA_TYPES.string, 'string'],
]);

/** @throws on types that TensorFlow.js does not have */
export function dataTypeName(number: number): tf.DataType {
  const name = NAMES.get(number);
  if (!name) throw new Error(`TensorFlow's data type ${number} has no counterpart in TensorFlow.js.`);
  return name;
}

/** What the backend knows of a tensor's numbers: a handle in TensorFlow, or values that wait to be handed over. */
export interface TensorData {
  readonly shape: number[];
  readonly dtype: number;
  readonly id: number;
  readonly values: unknown;
  refCount: number;
}

/** An operation's attribute as TensorFlow.js's kernels write it; `type` is one of the binding's `TF_ATTR_*`. */
export interface OperationAttribute {
  name: string;
  type: number;
  value: unknown;
}

export interface ResultInfo {
  id: number;
  shape: number[];
  dtype: number;
}

/** The compiled addon, as far as it is used here. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  executeOp(name: string, attributes: OperationAttribute[], inputs: number[], count: number): ResultInfo[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): ResultInfo[];
  getNumOfTensors(): number;
  TF_ATTR_STRING: number;
  TF_ATTR_INT: number;
  TF_ATTR_FLOAT: number;
  TF_ATTR_BOOL: number;
  TF_ATTR_TYPE: number;
  TF_ATTR_SHAPE: number;
}

/** tfjs-node's backend: the entry points through which every kernel passes, and its table of tensors. */
export interface NativeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: {
    get(dataId: DataId): TensorData;
    set(dataId: DataId, data: TensorData): void;
    has(dataId: DataId): boolean;
  };
  executeSingleOutput(name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OperationAttribute[],
    inputs: tf.TensorInfo[],
    count: number,
  ): tf.Tensor[];
  write(values: unknown, shape: number[], dtype: tf.DataType): DataId;
  getDTypeInteger(dtype: tf.DataType): number;
  createOutputTensor(result: ResultInfo): tf.Tensor;
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
}

/** The native backend if it is the running one. */
export function nativeBackend(): NativeBackend | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  return tf.backend() as unknown as NativeBackend;
}

/** Whether products of bfloat16 numbers are fast: graphics cards have instructions for them, of processors only some. */
export const multipliesInBfloat16 = (backend: NativeBackend): boolean =>
  backend.isUsingGpuDevice || processorHasBfloat16();

/** A tensor of data that the backend's table holds, tracked like any other. */
export function tensorOf(dataId: DataId, shape: number[], dtype: tf.DataType): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
}
