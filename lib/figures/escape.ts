/** Text that a browser shows as it is, whatever it contains. */
export function escapeHtml(text: string): string {
  const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => codes[character] as string);
}

/** Text that plotly shows as it is: it reads tags and a few entities (not those of quotes) in all that it writes. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Plotly's markup as plain text: for alternative texts and one-line descriptions. */
export function plainText(markup: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', amp: '&' };
  return markup
    .replace(/<br ?\/?>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp);/g, (_, name: string) => characters[name]!);
}
