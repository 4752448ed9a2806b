import { UnresolvedValue } from './errors';

/**
 * Cuts an IPv4 block into smaller ones (Fn::Cidr).
 * @param count number of blocks to return, from the start of the block
 * @param bits host bits of each block, e.g. 8 for /24
 * @throws UnresolvedValue when the block is invalid or too small
 */
export function cidrBlocks(block: string, count: number, bits: number): string[] {
  // Source: AWS CloudFormation Template Reference, "Fn::Cidr": count.
  if (!(count >= 1 && count <= 256))
    throw new UnresolvedValue(`Template error: Fn::Cidr makes 1 to 256 blocks, not ${count}.`);
  const [address = '', prefix = ''] = block.split('/');
  const octets = address.split('.').map(Number);
  if (
    octets.length !== 4 ||
    octets.some((octet) => !(octet >= 0 && octet <= 255)) ||
    !(Number(prefix) <= 32 - bits)
  ) {
    throw new UnresolvedValue(
      `Template error: Fn::Cidr cannot cut ${count} blocks with ${bits} host bits from ${block}`,
    );
  }
  const start = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** bits;
  if (count * size > 2 ** (32 - Number(prefix))) {
    throw new UnresolvedValue(
      `Template error: ${block} does not hold ${count} blocks with ${bits} host bits`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const first = start + index * size;
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return `${parts.join('.')}/${32 - bits}`;
  });
}
