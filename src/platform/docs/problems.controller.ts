import { Controller, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import {
  type HttpAnswer,
  JSON_TYPE,
  NOT_FOUND,
  Offers,
  prefersToJson,
  ProblemError,
  Public,
} from '../http/index.js';
import { definedProblems, problemOfSlug, type ProblemType } from '../problems/index.js';
import { ListProblems, ReadProblem } from './docs.operations.js';
import { below } from './page.js';
import { explanationOf, jsonAnswer, problemIndex, problemPage } from './problem.pages.js';

const HTML = 'text/html';

/** `/problems`: what each problem's `type` leads to, for people and for programs. */
@Controller('problems')
export class ProblemsController {
  /** `GET /problems`: all of them, by status. */
  @Get()
  @Public()
  @ListProblems()
  @Offers(JSON_TYPE, HTML)
  list(@Req() request: Request): HttpAnswer {
    const problems = definedProblems().toSorted((a, b) => a.status - b.status || order(a, b));
    return prefersHtml(request)
      ? problemIndex(problems, below(request.path))
      : jsonAnswer(problems.map((problem) => explanationOf(problem)));
  }

  /** `GET /problems/{slug}`: what happened and what to do. Errors: 404 for a problem that this service does not have. */
  @Get(':slug')
  @Public()
  @ReadProblem()
  @Offers(JSON_TYPE, HTML)
  read(@Param('slug') slug: string, @Req() request: Request): HttpAnswer {
    const problem = problemOfSlug(slug);
    if (problem === undefined) {
      throw new ProblemError(NOT_FOUND, { detail: `There is no problem ${slug.slice(0, 64)}.` });
    }
    const index = request.path.endsWith('/') ? '../../problems' : '../problems';
    return prefersHtml(request) ? problemPage(problem, index) : jsonAnswer(explanationOf(problem));
  }
}

function order(a: ProblemType, b: ProblemType): number {
  return a.type < b.type ? -1 : 1;
}

/** Browsers do; what does not say gets JSON. */
function prefersHtml(request: Request): boolean {
  return prefersToJson(request, HTML);
}
