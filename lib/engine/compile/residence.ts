import type { tf } from '../tf';
import { checkAlive } from './checkAlive';
import type { GraphVariable } from './graphVariable';
import { type DataId, type NativeBackend, type TensorData, tensorOf } from './nativeBackend';
import type { Session } from './session';

/** A handle of no tensor. */
const NOTHING = -1;

/** Where the data of a variable is if it is not in JavaScript's hands: at most one session has a variable. */
const residences = new WeakMap<DataId, Residence>();

interface Tenant {
  variable: tf.Variable;
  /** The data that stands in JavaScript for what the session holds. */
  dataId?: DataId;
  /** The session's value as a tensor that JavaScript asked for; valid until the next run. */
  handle?: number;
}

/**
 * The variables that a session changes. They live in it, so that a run moves no weights; to JavaScript each is an
 * ordinary variable, whose value is fetched when somebody reads it. TensorFlow shares the memory both ways: nothing is
 * copied. Either all of them are in the session or none is.
 */
export class Residence {
  private readonly tenants: Tenant[];
  private readonly reads: string[];
  private readonly initials: string[];

  constructor(
    private readonly backend: NativeBackend,
    private readonly session: Session,
    variables: readonly GraphVariable[],
  ) {
    this.tenants = variables.map(({ variable }) => ({ variable }));
    this.reads = variables.map(({ start }) => start);
    this.initials = variables.map(({ initial }) => initial);
  }

  /** Before a run: everything is in the session, with the values that the variables have now. */
  enter(): void {
    for (const { variable } of this.tenants) checkAlive(variable);
    if (this.tenants.some(({ variable, dataId }) => variable.dataId !== dataId)) this.moveIn();
    else for (const tenant of this.tenants) this.settle(tenant);
  }

  private moveIn(): void {
    for (const { variable } of this.tenants) residences.get(variable.dataId)?.leave();
    this.leave();
    const ids = this.backend.getInputTensorIds(this.tenants.map(({ variable }) => variable));
    this.session.signal(this.initials, ids, 'initialized:0');
    for (const tenant of this.tenants) this.bind(tenant);
  }

  /** Lets a variable stand for the session's value. */
  private bind(tenant: Tenant): void {
    const { variable } = tenant;
    const dataId: DataId = {};
    const fetch = () => this.fetch(tenant);
    const data: TensorData = {
      shape: [...variable.shape],
      dtype: this.backend.tensorMap.get(variable.dataId).dtype,
      values: null,
      refCount: 1,
      get id() {
        return fetch();
      },
    };
    this.backend.tensorMap.set(dataId, data);
    tenant.dataId = dataId;
    tenant.handle = NOTHING; // TensorFlow.js looks at it as it disposes of `tensor`
    const tensor = tensorOf(dataId, [...variable.shape], variable.dtype);
    variable.assign(tensor);
    tensor.dispose();
    tenant.handle = undefined;
    residences.set(dataId, this);
  }

  /** All variables are fetched at once: sessions prepare anew for each set of things to fetch. */
  private fetch(wanted: Tenant): number {
    if (wanted.handle === undefined) {
      this.session.run([], [], this.reads).forEach(({ id }, i) => {
        const tenant = this.tenants[i]!;
        if (this.isHeld(tenant) && tenant.handle === undefined) tenant.handle = id;
        else this.backend.binding.deleteTensor(id);
      });
    }
    return wanted.handle!;
  }

  /** Whether something in JavaScript still refers to a tenant's data. */
  private isHeld({ dataId }: Tenant): boolean {
    return dataId !== undefined && this.backend.tensorMap.has(dataId);
  }

  /** Lets go of what was fetched, so that the next run can change the memory in place. */
  private settle(tenant: Tenant): void {
    if (this.backend.tensorMap.get(tenant.dataId!).refCount > 1) {
      // Another tensor shares the data (a clone): it keeps the value of now.
      this.release(tenant);
      this.bind(tenant);
    } else if (tenant.handle !== undefined) {
      this.backend.binding.deleteTensor(tenant.handle);
      tenant.handle = undefined;
    }
  }

  /** Turns a tenant's data into ordinary data of TensorFlow.js. */
  private release(tenant: Tenant): void {
    const { dataId } = tenant;
    if (dataId && this.isHeld(tenant)) {
      const { shape, dtype, refCount } = this.backend.tensorMap.get(dataId);
      this.backend.tensorMap.set(dataId, { shape, dtype, refCount, values: null, id: this.fetch(tenant) });
    }
    if (dataId) residences.delete(dataId);
    tenant.dataId = undefined;
    tenant.handle = undefined;
  }

  /** Gives everything back to JavaScript; the session's memory is free then. */
  leave(): void {
    if (this.tenants.every(({ dataId }) => dataId === undefined)) return;
    const held = this.tenants.filter((tenant) => this.isHeld(tenant));
    if (held[0]) this.fetch(held[0]);
    for (const tenant of this.tenants) this.release(tenant);
    this.session.signal([], [], 'released:0');
  }
}
