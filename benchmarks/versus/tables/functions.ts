import type { PackageSize } from '../real-time/package-size';
import type { FunctionFigures, WallFigures } from '../real-time/measure';
import { ratioOf, sampleOf } from '../../report/statistics';
import { compared, figure, spread, table } from '../../report/markdown';

/** Package, start and poll of each function, also as a multiple of ours. */
export function functionTable(figures: WallFigures, sizes: readonly PackageSize[]): string {
  const { functions, bare } = figures;
  const [ours] = functions;
  if (!ours) return '';
  const megabytes = (bytes: number) => figure(bytes / 1e6);
  const row = (title: string, values: number[], texts: string[]) => [title, ...compared(values, texts)];
  const measured = (title: string, of: (each: FunctionFigures) => number[]) => {
    const samples = functions.map((each) => sampleOf(of(each)));
    return [
      row(
        title,
        samples.map(({ median }) => median),
        samples.map(spread),
      ),
      row(
        '… as a multiple of ours',
        functions.map(() => 0),
        functions.map((each) => (each === ours ? '1' : spread(ratioOf(of(each), of(ours))))),
      ),
    ];
  };
  return table(
    ['', ...functions.map(({ name }) => name)],
    [
      row(
        'package, MB',
        sizes.map(({ bytes }) => bytes),
        sizes.map(({ bytes }) => megabytes(bytes)),
      ),
      row(
        'package deflated, MB',
        sizes.map(({ deflated }) => deflated),
        sizes.map(({ deflated }) => megabytes(deflated)),
      ),
      row(
        'files',
        sizes.map(({ files }) => files),
        sizes.map(({ files }) => String(files)),
      ),
      ...measured(`load over a bare node -e 0 (${figure(sampleOf(bare).median)} ms), ms`, ({ load }) => load),
      ...measured('warm poll, ms', ({ poll }) => poll),
      ...measured('cold start: processor time, ms', ({ cold }) =>
        cold.map(({ cpuMilliseconds }) => cpuMilliseconds),
      ),
    ],
  );
}

/** A function with this much memory gets a whole processor. (AWS Lambda Developer Guide, Configure function memory.) */
const MEGABYTES_OF_ONE_PROCESSOR = 1769;
const SMALLEST_SETTING = 128;

/** Memory of a cold invocation, and its processor time at Lambda's smallest memory setting. */
export function memoryTable({ functions, bareMaxRSS }: WallFigures): string {
  const peak = ({ cold }: FunctionFigures) => cold.map(({ maxRSS }) => maxRSS / 1024);
  const processor = ({ cold }: FunctionFigures) =>
    sampleOf(cold.map(({ cpuMilliseconds }) => cpuMilliseconds)).median;
  const peaks = functions.map((each) => sampleOf(peak(each)));
  const heaps = functions.map(({ leastHeap }) => leastHeap);
  const medians = peaks.map(({ median }) => median);
  const seconds = functions.map(
    (each) => (processor(each) * MEGABYTES_OF_ONE_PROCESSOR) / SMALLEST_SETTING / 1000,
  );
  const bare = bareMaxRSS / 1024;
  return table(
    ['', ...functions.map(({ name }) => name)],
    [
      ['peak memory of a cold poll, MB', ...compared(medians, peaks.map(spread))],
      [
        `… over bare Node (${figure(bare)} MB)`,
        ...compared(
          medians,
          medians.map((median) => figure(median - bare)),
        ),
      ],
      ['least heap that it works with, MB', ...compared(heaps, heaps.map(String))],
      [
        `fits into ${SMALLEST_SETTING} MB`,
        ...medians.map((median) => (median < SMALLEST_SETTING ? 'yes' : 'no')),
      ],
      [
        `processor time of a cold poll at ${SMALLEST_SETTING} MB, s`,
        ...compared(seconds, seconds.map(figure)),
      ],
    ],
  );
}
