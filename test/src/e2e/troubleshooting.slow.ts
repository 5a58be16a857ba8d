import { arePrinted, slowMessages } from './troubleshooting/messages.js';

describe('the messages of docs/operations.md', () => arePrinted(slowMessages));
