import { CLOUD_CONTROL_QUESTIONS } from './cloud-control-questions';
import { DEPLOYMENT_QUESTIONS } from './deployment-questions';
import { GROUP_QUESTIONS } from './group-questions';
import { HANDLER_QUESTIONS } from './handler-questions';
import type { Question } from './question';
import { STACK_QUESTIONS } from './stack-questions';
import { STOP_QUESTIONS } from './stop-questions';

export const QUESTIONS: readonly Question[] = [
  ...GROUP_QUESTIONS,
  ...DEPLOYMENT_QUESTIONS,
  ...STOP_QUESTIONS,
  ...STACK_QUESTIONS,
  ...HANDLER_QUESTIONS,
  ...CLOUD_CONTROL_QUESTIONS,
];
