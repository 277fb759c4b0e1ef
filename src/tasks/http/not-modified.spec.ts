import type { HttpAnswer } from '../../platform/http/index.js';
import { anEstimate, aTask, aView } from '../task.fixture.spec-kit.js';
import { unlessModified } from './not-modified.js';
import { taskResponse } from './task-response.js';

const answerAt = (elsewhere: boolean): HttpAnswer =>
  taskResponse(aView(aTask({ version: 17 })), anEstimate(12_000), { publicUrl: '', elsewhere }, 1_000);
const answer = answerAt(false);

describe('an answer that the client may have already', () => {
  it.each(['W/"17"', '"17"', 'W/"16", W/"17"', '*'])(
    'is 304 with its advice for If-None-Match: %s',
    (tags) => {
      const { status, headers, body } = unlessModified(answer, tags);
      expect([status, body]).toEqual([304, '']);
      expect(headers).toMatchObject({
        ETag: 'W/"17"',
        Wait: '12',
        Location: '/tasks/9999',
        'Task-Status': 'queued',
      });
      expect(headers).not.toHaveProperty('Content-Type');
    },
  );

  it.each([undefined, 'W/"16"', '17', '"1", "7"', ''])('is whole for If-None-Match: %s', (tags) => {
    expect(unlessModified(answer, tags)).toBe(answer);
  });

  it('still says whose document it is, where the address is of something else', () => {
    const { status, headers } = unlessModified(answerAt(true), 'W/"17"');
    expect([status, headers['Content-Location']]).toEqual([304, '/tasks/9999']);
  });

  it('is whole where it is not a success', () => {
    const error = { type: '/problems/x', title: 'x', status: 409, detail: 'x' };
    const failed = taskResponse(
      aView(aTask({ status: 'failed', error, version: 17 })),
      anEstimate(0),
      { publicUrl: '', elsewhere: false },
      1_000,
    );
    expect(unlessModified(failed, '*')).toBe(failed);
  });
});
