import { ServiceError } from '../../core/service';

/**
 * What a filter pattern accepts: all terms must occur, one of those with a question mark, and none of those with a minus.
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax", unstructured log events.
 * @throws ServiceError InvalidParameterException for patterns of JSON and of columns
 */
export function filterOf(pattern = ''): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[%]/.test(text))
    throw new ServiceError(
      'InvalidParameterException',
      `The local AWS knows filter patterns of terms only, not ${text}`,
    );
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign = '', quoted, plain]) => ({ sign, term: quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '' }),
  );
  const some = terms.filter(({ sign }) => sign === '?');
  return (message) =>
    terms.every(({ sign, term }) => sign === '?' || message.includes(term) === (sign === '')) &&
    (some.length === 0 || some.some(({ term }) => message.includes(term)));
}
