import { assert, property, stringMatching } from 'fast-check';
import { ticketOf, withTicket } from './ticket.url.js';

describe('a ticket in a URL', () => {
  it.each([
    ['/tasks/1', undefined],
    ['/tasks?status=active', undefined],
    ['/tasks/1?ticket=t', { ticket: 't', target: '/tasks/1' }],
    ['/tasks?status=active&ticket=t', { ticket: 't', target: '/tasks?status=active' }],
    ['/tasks?ticket=t&status=active', { ticket: 't', target: '/tasks?status=active' }],
    ['/tasks?my-ticket=t', undefined],
    ['/ticket=1', undefined],
    ['/tasks?ticket=', { ticket: '', target: '/tasks' }],
  ])('is found in %s', (url, found) => {
    expect(ticketOf(url)).toEqual(found);
  });

  it('is taken off as it was put on', () => {
    const target = stringMatching(/^\/tasks(\?[a-s]{1,5}=[a-z]{0,5}(&[a-s]{1,5}=[a-z]{0,5}){0,3})?$/);
    assert(
      property(target, (path) => {
        expect(ticketOf(withTicket(path, 'abc'))).toEqual({ ticket: 'abc', target: path });
      }),
    );
  });
});
