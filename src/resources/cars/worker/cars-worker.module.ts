import { Module } from '@nestjs/common';
import { AssemblyLine } from './assembly.line.js';
import { BuildCarWorkflow } from './build-car.workflow.js';
import { CarsRepository } from './cars.repository.js';
import { PartsStock } from './parts.stock.js';
import { ReadCarWorkflow } from './read-car.workflow.js';

/** What a worker process contains of cars. */
@Module({ providers: [PartsStock, AssemblyLine, CarsRepository, BuildCarWorkflow, ReadCarWorkflow] })
export class CarsWorkerModule {}
