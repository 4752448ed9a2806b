import { answerOf, type Operation } from './samples';

/** What XML has to escape, and characters beyond ASCII. XML has no null and no control characters. */
const TEXT = 'naïve "text" <tag> & \'more\' ]]> 日本 🚀';

/**
 * The answer of an operation of the query protocol that has all members of its output, as AWS sends it. (Smithy
 * specification, AWS query protocol, response serialization.)
 */
export function xmlAnswerOf([, , name, , , output]: Operation): string {
  const content = toXml(answerOf(output, 'full'));
  return `<${name}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${name}Result>${content}</${name}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${name}Response>`;
}

function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<member>${toXml(each)}</member>`).join('');
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => [name, toXml(member)] as const);
    // The samples of maps have a key that is no name of a member.
    const isMap = members.some(([name]) => !/^\w+$/.test(name));
    return members
      .map(([name, member]) =>
        isMap
          ? `<entry><key>${escaped(name)}</key><value>${member}</value></entry>`
          : `<${name}>${member}</${name}>`,
      )
      .join('');
  }
  return escaped(typeof value === 'string' ? TEXT : JSON.stringify(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
