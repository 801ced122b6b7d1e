/** Every exported symbol of the product, the emulator and the local host has a docstring. */
import ts from 'typescript';
import { parse, repositoryFiles } from './support';

const files = repositoryFiles(/^(shared|tools\/(emulator|localhost))\/.*\.ts$/).filter(
  (path) => !path.startsWith('tools/localhost/test/'),
);

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((one) => one.kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((one) => one.name.getText());
  const { name } = statement as ts.DeclarationStatement;
  return [name?.getText() ?? 'default'];
}

function hasDocstring(statement: ts.Statement): boolean {
  return ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc);
}

test.each(files)('%s', (path) => {
  const documented = new Set<string>();
  const missing = parse(path).statements.flatMap((statement) => {
    if (!isExported(statement)) return [];
    const names = namesOf(statement);
    // Of the overloads of a function one is enough.
    if (hasDocstring(statement)) names.forEach((name) => documented.add(name));
    return names.filter((name) => !documented.has(name));
  });
  expect(missing).toEqual([]);
});
