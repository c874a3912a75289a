/** Measures a run, and estimates what is left of it. */
export class Stopwatch {
  private begun = performance.now();
  private before = 0;
  private steps = 0;
  private stepSeconds = 0;
  private validationSeconds = 0;

  /** @param total steps of the run */
  constructor(private readonly total: number) {}

  /** @param seconds of earlier processes */
  start(seconds: number): void {
    this.begun = performance.now();
    this.before = seconds;
  }

  /** Of the run, over all processes. */
  get seconds(): number {
    return this.before + (performance.now() - this.begun) / 1000;
  }

  timeStep<T>(run: () => T): T {
    const begun = performance.now();
    const result = run();
    this.stepSeconds += (performance.now() - begun) / 1000;
    this.steps++;
    return result;
  }

  async timeValidation<T>(run: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await run();
    this.validationSeconds = (performance.now() - begun) / 1000;
    return result;
  }

  /** Mean of this process, recordings included; none before the first. */
  get secondsPerStep(): number | undefined {
    return this.steps > 0 ? this.stepSeconds / this.steps : undefined;
  }

  /** @param step steps taken @param validations still to come */
  secondsLeft(step: number, validations: number): number | undefined {
    const { secondsPerStep } = this;
    if (secondsPerStep === undefined) return undefined;
    return (this.total - step) * secondsPerStep + validations * this.validationSeconds;
  }
}
