import type { Compiler, SyntaxNode } from './tslab';

/**
 * A cell with its shorthand properties written out where they name a variable of an earlier cell: `{ bag }` becomes
 * `{ bag: bag }`. tslab reaches such variables through the symbol of each identifier, and that of a shorthand is the
 * property's: it would look for a global variable.
 * @param previousDeclarations types of what earlier cells declare
 */
export function expandShorthand(source: string, previousDeclarations: string, compiler: Compiler): string {
  const declared = new Set(previousDeclarations.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const ends: { name: string; end: number }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (compiler.isShorthandPropertyAssignment(node) && declared.has(node.name.text))
      ends.push({ name: node.name.text, end: node.name.end });
    compiler.forEachChild(node, visit);
  };
  visit(compiler.createSourceFile('cell.ts', source, latest));
  return ends.reduceRight((text, { name, end }) => `${text.slice(0, end)}: ${name}${text.slice(end)}`, source);
}

const latest = 99;
