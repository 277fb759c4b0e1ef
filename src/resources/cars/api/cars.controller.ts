import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IdPipe } from '../../../platform/http/index.js';
import { Makes, Reads } from '../../../tasks/http/index.js';
import type { Submission } from '../../../tasks/index.js';
import { BUILD_SHARES, buildCar, readCar } from '../cars.contract.js';
import { NO_SUCH_CAR, PARTS_SHORT } from '../cars.problems.js';
import { CarDto } from './car.dto.js';
import { CarOrderDto } from './car-order.dto.js';

/** `/cars`: everything here becomes a task. */
@Controller('cars')
export class CarsController {
  @Post()
  @Makes(CarDto, {
    from: CarOrderDto,
    summary: 'Order a car',
    steps: Object.keys(BUILD_SHARES),
    fails: [PARTS_SHORT],
  })
  build(@Body() order: CarOrderDto): Submission {
    return buildCar.task(order);
  }

  @Get(':carId')
  @Reads(CarDto, { summary: 'Read a car', steps: ['read'], fails: [NO_SUCH_CAR] })
  read(@Param('carId', IdPipe) carId: number): Submission {
    return readCar.task({ carId });
  }
}
