import { type Binding, DATA_TYPES, type GraphDataType, type OperationAttribute } from './nativeBackend';
import { bytes, float, integer, message } from './protobuf';

/** TensorFlow's AttrValue messages (tensorflow/core/framework/attr_value.proto). */

const shapeProto = (shape: readonly number[]) => Buffer.concat(shape.map((size) => message(2, integer(1, size))));

const scalars = {
  string: (value: string) => bytes(2, value),
  integer: (value: number) => integer(3, value),
  float: (value: number) => float(4, value),
  boolean: (value: boolean) => integer(5, value ? 1 : 0),
  type: (value: number) => integer(6, value),
  shape: (value: readonly number[]) => bytes(7, shapeProto(value)),
} as const;

export const booleanAttribute = scalars.boolean;
export const integerAttribute = scalars.integer;
export const stringAttribute = scalars.string;
export const shapeAttribute = scalars.shape;
export const typeAttribute = (type: GraphDataType) => scalars.type(DATA_TYPES[type]);

/** A constant's value: its numbers as bytes. */
export const tensorAttribute = (type: GraphDataType, shape: readonly number[], raw: Uint8Array) =>
  message(8, integer(1, DATA_TYPES[type]), bytes(2, shapeProto(shape)), bytes(4, raw));

/** A constant's value that is one number throughout: written once, whatever the shape. */
export function repeatedAttribute(type: 'float32' | 'int32' | 'bool', shape: readonly number[], value: number): Buffer {
  const written = { float32: float(5, value), int32: integer(7, value), bool: integer(11, value) }[type];
  return message(8, integer(1, DATA_TYPES[type]), bytes(2, shapeProto(shape)), written);
}

/** A kernel's attribute as an AttrValue; lists (of strides, say) become lists. */
export function attributeOf({ name, type, value }: OperationAttribute, binding: Binding): Buffer {
  if (type === binding.TF_ATTR_SHAPE) return scalars.shape(value as number[]);
  const write = writerOf(type, binding);
  if (!write) throw new Error(`The attribute ${name} has a type that graphs here do not know (${type}).`);
  return Array.isArray(value) ? message(1, ...value.map(write)) : write(value);
}

function writerOf(type: number, binding: Binding): ((value: unknown) => Buffer) | undefined {
  switch (type) {
    case binding.TF_ATTR_STRING:
      return (value) => scalars.string(String(value));
    case binding.TF_ATTR_INT:
      return (value) => scalars.integer(Number(value));
    case binding.TF_ATTR_FLOAT:
      return (value) => scalars.float(Number(value));
    case binding.TF_ATTR_BOOL:
      return (value) => scalars.boolean(Boolean(value));
    case binding.TF_ATTR_TYPE:
      return (value) => scalars.type(Number(value));
    default:
      return undefined;
  }
}
