import pc from 'picocolors';

/**
 * Whether lines have colours: on a terminal, or where FORCE_COLOR asks for them. A CI server is no reason, because its output may go
 * into a pipe or a file. NO_COLOR switches them off. (no-color.org, force-color.org)
 */
export function hasColours(
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv,
  isTerminal: boolean | undefined,
): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal === true && TERM !== 'dumb';
}

/** The colours of what the programs print. */
export const colours = pc.createColors(hasColours(process.env, process.stdout.isTTY));
/** The colours of what they say about errors. */
export const errorColours = pc.createColors(hasColours(process.env, process.stderr.isTTY));
