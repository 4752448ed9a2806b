/** What a user has to mend before a stack can be watched, in a sentence. */
export class UsageError extends Error {}
