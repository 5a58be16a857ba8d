import 'reflect-metadata';

export { type ConformanceCase, conformanceCases } from './conformance-cases.js';
export { describeConformance, type Runner } from './describe-conformance.js';
export { filesIn } from './files-in.js';
export { type SampleItem, sampleContent, sampleItem } from './sample-item.js';
export { type SampleSession, sampleEvent, sampleSession } from './sample-session.js';
export { sessionDocument } from './session-document.js';
export type { ConformancePlace, ConformanceSubject, StoredItem } from './subject.js';
export { Violation } from './violation.js';
