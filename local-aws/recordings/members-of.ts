/** The members of an answer, at every depth, sorted: e.g. `taskSets[].scale.value`. Members without a value are left out. */
export function membersOf(value: unknown): string[] {
  const found = new Set<string>();
  const visit = (part: unknown, path: string): void => {
    if (Array.isArray(part)) for (const each of part) visit(each, `${path}[]`);
    else if (typeof part === 'object' && part !== null && !(part instanceof Date))
      for (const [name, member] of Object.entries(part))
        visit(member, path === '' ? name : `${path}.${name}`);
    else if (part !== undefined && path !== '') found.add(path);
  };
  visit(value, '');
  return [...found].sort();
}
