import { ServiceError } from '../../core/service';

export function noSuchEntity(message: string): ServiceError {
  return new ServiceError('NoSuchEntityException', message, 404);
}

export function conflict(message: string): ServiceError {
  return new ServiceError('DeleteConflictException', message, 409);
}
