/** The rows of the table whose first line is `header`, each as the texts of its cells. Errors: throws where there is none. */
export function tableBelow(markdown: string, header: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n');
  const at = lines.indexOf(header);
  if (at < 0) throw new Error(`there is no table that begins with ${header}`);
  const rest = lines.slice(at + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return (end < 0 ? rest : rest.slice(0, end)).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
