import { reasonOf } from '../../approvals/gate/reviewer.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import * as endpoints from '../../contract/endpoints/approvals.ts';
import { approveForever } from '../approve-forever.ts';
import { foreverEdit } from '../forever-edit.ts';
import { type Resource, resource } from '../handler.ts';
import { voterOf } from '../principal-voter.ts';
import { isWritable } from '../served-file.ts';

/** Approving a call and all that are like it: an edit of the policy that an administrator looks at first. */
export const foreverResources: readonly Resource[] = [
  resource(endpoints.previewForever, async ({ params, body }, context) => {
    const request = await context.service.reviews.find(params.id);
    const { file, diff, confirm, served } = await foreverEdit(context, request, body.pin);
    return { file, diff, confirm, writable: await isWritable(served) };
  }),

  resource(endpoints.approveForever, async ({ params, body, principal }, context) => {
    const { pin, confirm } = body;
    const confirmed = { pin, confirm, reason: reasonOf(body.reason) };
    const { request, edit, written } = await approveForever(
      context,
      params.id,
      voterOf(principal),
      confirmed,
    );
    const approval = viewToWire(context.service.reviews.viewOf(request));
    return { approval, file: edit.file, patch: edit.diff, written };
  }),
];
