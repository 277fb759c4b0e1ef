import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definedProblems, slugOf } from '../../src/platform/problems/index.js';
import { resources } from '../../src/resources/index.js';
import { describeApi, type DescribedApi, operationsOf } from '../support/api-document.js';
import { root } from '../support/root.js';
import { faultsOf } from './openapi-faults.js';

const HINT = 'the contract has changed: run npm run openapi, and look at the difference';

describe('the OpenAPI document', () => {
  let api: DescribedApi;

  beforeAll(async () => {
    api = await describeApi(resources);
  });

  it('is the one that is checked in', () => {
    const kept = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as unknown;
    expect({ [HINT]: api.document }).toEqual({ [HINT]: kept });
  });

  it('is valid, and has every route, each with all that belongs to it', async () => {
    expect(await faultsOf(api)).toEqual([]);
  });

  it('has an example of every problem there is, and tells each in an answer', () => {
    const told = operationsOf(api.document).flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}),
      ),
    );
    const { examples } = api.document.components;
    const slugs = definedProblems().map((problem) => slugOf(problem));
    expect([...new Set(told)].toSorted()).toEqual(slugs.toSorted());
    expect(slugs.filter((slug) => examples[slug] === undefined)).toEqual([]);
  });

  it('leads from a 201 to the car that was made', () => {
    const links = operationsOf(api.document).flatMap(({ name, responses }) =>
      responses['201'] === undefined ? [] : [[name, responses['201'].links?.['car']?.parameters]],
    );
    expect(Object.fromEntries(links)).toEqual({
      'POST /cars': { carId: '$response.body#/result/car_id' },
      'GET /tasks/{taskId}': { carId: '$response.body#/result/car_id' },
      'GET /tasks/{taskId}/result': { carId: '$response.body#/car_id' },
    });
  });
});
