import type { ApiHeaderOptions, ApiParamOptions, ApiQueryOptions } from '@nestjs/swagger';
import type { Draft, Json } from './draft.js';

/** A parameter of a handler. */
export interface ParameterSpec {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly description: string;
  readonly schema: Json;
  readonly example?: unknown;
  /** Several values stand in one parameter, with commas between them. */
  readonly listed?: boolean;
}

/** The library's decorator for a parameter. */
export function parameterDecorator({ swagger }: Draft, spec: ParameterSpec): MethodDecorator {
  const { name, description, schema, example, listed } = spec;
  const options = {
    name,
    description,
    required: spec.in === 'path',
    schema: { ...schema, ...(example === undefined ? {} : { example }) },
    ...(listed === true ? { style: 'form', explode: false } : {}),
  };
  switch (spec.in) {
    case 'path':
      return swagger.ApiParam(options as ApiParamOptions);
    case 'query':
      return swagger.ApiQuery(options as ApiQueryOptions);
    case 'header':
      return swagger.ApiHeader(options as ApiHeaderOptions);
  }
}
