-- Rounds that were closed before stay so.
ALTER TABLE "closed_round" ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'closed';

-- Nobody can begin in a launch whose round is closed: it is closed, too.
UPDATE "launch" SET "state" = 'closed' FROM "closed_round"
  WHERE "closed_round"."flow" = "launch"."flow" AND "closed_round"."round" = "launch"."round" AND "launch"."state" IN ('live', 'paused');

-- Readers see a round as closed once its last release is done.
CREATE OR REPLACE VIEW published.closed_round AS
  SELECT flow, round, closed_on, discarded FROM public.closed_round WHERE state = 'closed';
