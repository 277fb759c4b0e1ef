import 'reflect-metadata';
import { Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CarsController } from './cars.controller.js';
import { queueModules } from './queue.module.js';

@Module({ imports: queueModules, controllers: [CarsController] })
class ApiModule {}

const app = await NestFactory.create(ApiModule, { logger: ['error'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(Number(process.env['PORT']), process.env['HOST'] ?? '127.0.0.1');
