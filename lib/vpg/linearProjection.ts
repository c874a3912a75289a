import type { tf } from '../engine';
import { Linear, type Scope } from '../nn';
import type { PromptInputs, Prompts, VisualPromptGenerator } from './promptGenerator';

/** Every instance becomes one prompt, R = M, by one linear map (LLaVA, Liu et al. 2023): no pooling at all. */
export class LinearProjection implements VisualPromptGenerator {
  private readonly projection: Linear;

  /** `width` is D, of a prompt. */
  constructor(scope: Scope, { instanceWidth, width }: { instanceWidth: number; width: number }) {
    this.projection = new Linear(scope.child('projection'), instanceWidth, width);
  }

  /** @param instances [B, M, instance width] @returns prompts [B, M, D]; those of masked instances mean nothing */
  forward(instances: tf.Tensor, _inputs: PromptInputs = {}): Prompts {
    return { prompts: this.projection.forward(instances) as tf.Tensor3D };
  }
}
