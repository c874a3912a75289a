/** What can be wrong with a spec, or with a result that is read. */
export type StudyFault = 'wrong-spec' | 'other-version' | 'damaged-result' | 'missing-result';

/** Why a study cannot use a spec or a result. */
export class StudyError extends Error {
  override readonly name = 'StudyError';

  /** @param where file, or what the spec is of */
  constructor(
    readonly kind: StudyFault,
    readonly where: string,
    found: string,
    options?: ErrorOptions,
  ) {
    super(`${where}: ${found}`, options);
  }
}
