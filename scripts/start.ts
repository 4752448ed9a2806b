import { runProgram } from '#local-aws';
import { bundle } from './bundle';
import { STORY } from './start/story';
import { RESOURCE_TYPES, ROOT } from './types';

const USAGE = `  npm start                                 takes a stack from examples/blue-green.yaml through its life: it is created;
                                            version 2 is released; version 3 is refused by its hook; the update to version 4
                                            is cancelled; another resource fails after 5-beta; the stack is deleted
  npm start -- --template FILE [options]    creates a stack from your own template, then deletes it`;

// npm runs scripts in the folder of package.json, whatever folder the user is in, and keeps the user's in INIT_CWD. The
// paths that the options name are relative to the user's.
process.chdir(process.env.INIT_CWD ?? '.');

/** `npm start`: the command line of the local AWS with the types and the module of this project registered. */
void runProgram(process.argv.slice(2), {
  usage: USAGE,
  packages: async () => ({
    types: (await Promise.all(RESOURCE_TYPES.map(bundle))).map(({ zip }) => zip),
    modules: [ROOT],
  }),
  story: STORY,
});
