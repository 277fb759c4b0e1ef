import { Body, Get, Param, Post } from '@nestjs/common';
import { IdPipe } from '../../../platform/http/index.js';
import { TaskController } from '../../../tasks/http/index.js';
import type { Submission } from '../../../tasks/index.js';
import { buildCar, readCar } from '../cars.contract.js';
import { CarOrderDto } from './car-order.dto.js';

/** `/cars`: everything here becomes a task. */
@TaskController('cars')
export class CarsController {
  @Post()
  build(@Body() order: CarOrderDto): Submission {
    return buildCar.task(order);
  }

  @Get(':carId')
  read(@Param('carId', IdPipe) carId: number): Submission {
    return readCar.task({ carId });
  }
}
