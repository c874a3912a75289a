/** A text as one word of a shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A text in YAML: its double-quoted form is that of JSON. */
export const yamlText = (text: string): string => JSON.stringify(text);

/** A value of an environment variable in a manifest of Kubernetes, which would put variables in the place of `$(NAME)`. */
export const kubernetesValue = (text: string): string => yamlText(text.replaceAll('$(', () => '$$('));
