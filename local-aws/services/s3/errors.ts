import { ServiceError } from '../../core/service';

export const noSuchBucket = (name: string): ServiceError =>
  new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${name}`, 404);

export const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
