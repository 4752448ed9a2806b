import { runProgram } from './run-program';
import { serve } from './serve';

// The command line of the local AWS; the program `local-aws`, should this folder become a package of its own.
const [command, ...words] = process.argv.slice(2);
void (command === 'serve' ? serve(words) : runProgram(process.argv.slice(2)));
