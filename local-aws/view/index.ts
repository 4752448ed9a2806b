/** What a program needs to show a stack: the events, the observer that makes them, and what shows them. Imported as `#view`. */
export type { Emit, RunEvent } from './events';
export { openView } from './open-view';
export { clockTime } from './lines/event-lines';
export { servingSentence } from './live/serving';
export { duration } from './report/words';
export { Observer } from './observe/observer';
export type { Part } from './observe/parts';
export type { Read, Reads } from './observe/read';
export { checkReportFile, UnusableReportFile, writeReport } from './report/file';
export { barChart, type BarChart } from './report/bar-chart';
