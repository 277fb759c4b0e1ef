import { Module } from '@nestjs/common';
import { CarsController } from './cars.controller.js';

/** What an API process contains of cars. */
@Module({ controllers: [CarsController] })
export class CarsApiModule {}
