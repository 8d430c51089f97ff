import { z } from 'zod';
import { JsonObject } from './fields.ts';

/** A tool call to decide. What is in the objects is the caller's, and is checked where it is captured. */
export const CallBody = z
  .strictObject({
    tool: z.union([
      z.string(),
      z.strictObject({
        name: z.string(),
        server: z.string().nullish(),
        risk_level: z.string().nullish(),
        annotations: JsonObject.nullish(),
      }),
    ]),
    param: JsonObject.nullish().meta({ description: 'The arguments.' }),
    agent: JsonObject.nullish().meta({
      description: 'Its `id` is that of the key, and may be left out.',
    }),
    run: JsonObject.nullish(),
    action: JsonObject.nullish(),
    resource: JsonObject.nullish(),
    context: JsonObject.nullish(),
    attrs: JsonObject.nullish(),
  })
  .meta({
    id: 'Call',
    example: {
      tool: 'orders.refund',
      param: { order: 'A-1001', amount: 1290 },
      run: { id: 'run-1' },
    },
  });

export type CallWire = z.infer<typeof CallBody>;
