/* Loads a function without its log, which it writes to the standard output. */
process.stdout.write = () => true;

module.exports = require(process.env.FUNCTION_FILE);
