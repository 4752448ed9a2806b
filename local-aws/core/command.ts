/** How the command line is called: in the package, which has compiled files, and in the repository. */
export const COMMAND = __filename.endsWith('.js') ? 'npx local-aws' : 'npx tsx local-aws/cli/main.ts';
