import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { randomNames } from '../platform/random-names.js';

const suffix = randomNames(6, 'base64url');

/** What this process is called among workers, from its start to its end: what is told to one that was in its place before does not reach it. */
@Injectable()
export class WorkerName {
  readonly text = `${hostname()}-${process.pid}-${suffix()}`;
}
