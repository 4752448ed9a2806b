// Stands in for version 2 of the AWS SDK, which the protocol library imports and we never call.
module.exports = {};
