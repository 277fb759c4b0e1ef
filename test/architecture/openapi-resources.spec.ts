import { resources } from '../../src/resources/index.js';
import { describeApi, type DescribedApi } from '../support/api-document.js';
import { notes } from '../support/notes/index.js';
import { faultsOf } from './openapi-faults.js';

// In a file of its own, since the sources that are loaded describe themselves once.
describe('the OpenAPI document, with a second resource', () => {
  let api: DescribedApi;

  beforeAll(async () => {
    api = await describeApi([...resources, notes]);
  });

  it('is valid, and has every route, each with all that belongs to it', async () => {
    expect(await faultsOf(api)).toEqual([]);
  });

  it('takes its schemas from its own files', () => {
    const { schemas } = api.document.components;
    expect(schemas['Note']).toMatchObject({ required: ['note_id', 'text'] });
    expect(schemas['NoteOrder']).toMatchObject({ required: ['text'], additionalProperties: false });
    expect(JSON.stringify(schemas['Task'])).toContain('#/components/schemas/Note"');
  });

  it('leads from a task to what it made, of either sort', () => {
    const links = api.document.paths['/tasks/{taskId}']?.['get']?.responses['201']?.links;
    expect(links).toMatchObject({
      car: { operationId: 'readCar', parameters: { carId: '$response.body#/result/car_id' } },
      note: { operationId: 'readNote', parameters: { noteId: '$response.body#/result/note_id' } },
    });
  });
});
