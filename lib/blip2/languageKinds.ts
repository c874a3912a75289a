/** Kinds of language models. */
export const languageKinds = ['t5', 'opt'] as const;
/** Kind of a language model: encoder and decoder (T5), or decoder alone (OPT). */
export type LanguageKind = (typeof languageKinds)[number];
