import { IsInt, IsString, Length, Max, Min } from 'class-validator';

export class CarOrderDto {
  @IsString() @Length(1, 64) readonly brand!: string;
  @IsString() @Length(1, 64) readonly make!: string;
  @IsInt() @Min(1886) @Max(2100) readonly model!: number;
  @IsString() @Length(1, 64) readonly color!: string;
}
