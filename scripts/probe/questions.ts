import { DEPLOYMENT_QUESTIONS } from './deployment-questions';
import { GROUP_QUESTIONS } from './group-questions';
import type { Question } from './question';
import { STOP_QUESTIONS } from './stop-questions';

export const QUESTIONS: readonly Question[] = [
  ...GROUP_QUESTIONS,
  ...DEPLOYMENT_QUESTIONS,
  ...STOP_QUESTIONS,
];
