import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { inNamespace } from '../../../scripts/namespace';
import { RESOURCE_TYPES } from '../../../scripts/types';
import { packedTypes } from './packages';

const [OWN = ''] = RESOURCE_TYPES[0].typeName.split('::');

/** The namespace of another organization. The tests of a repository that has this one itself could not tell them apart. */
export const OTHER_NAMESPACE = 'Boatyard';

/** A text of this repository, such as a template, with the types of the other namespace. */
export const inOtherNamespace = (text: string): string => inNamespace(text, OWN, OTHER_NAMESPACE);

/** The packages of both types as a repository makes them after `npm run namespace -- Boatyard`. */
export async function packedTypesInOther(): Promise<Uint8Array[]> {
  return (await packedTypes()).map(renamed);
}

/** An archive with the texts in it, and in the archives in it, renamed. */
function renamed(zip: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(zip)).map(([name, content]): [string, Uint8Array] => [
    inOtherNamespace(name),
    name.endsWith('.zip') ? renamed(content) : strToU8(inOtherNamespace(strFromU8(content))),
  ]);
  return zipSync(Object.fromEntries(files), { level: 0 });
}
