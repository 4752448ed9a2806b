/** The last line of a refusal because of a type or a module that the engine does not know. */
export const WHERE_TYPES_ARE_LISTED =
  'The supported types are listed in docs/local-aws/README.md, "What it knows". Register others with --type ZIP and ' +
  '--module FOLDER of the command line, or with RegisterType.';
