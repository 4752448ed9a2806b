#!/usr/bin/env node
import { runProgram } from './run-program';
import { serve } from './serve';

// The command line of the local AWS: the program `local-aws` of the package.
const [command, ...words] = process.argv.slice(2);
void (command === 'serve' ? serve(words) : runProgram(process.argv.slice(2)));
